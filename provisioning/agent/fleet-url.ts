import { ProvisioningError } from '../protocol/errors.ts'

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)

/**
 * The origin of a fleet, `https://fleet.example.com`. Plain HTTP is taken for this machine alone: the claim and the
 * fleet's key travel over it.
 * @throws ProvisioningError `protocol.invalid-url`, with what is wrong.
 */
export const parseFleetUrl = (text: string, allowHttp = false): string => {
  // Without the text: it may hold a password.
  const fail = (why: string) => new ProvisioningError('protocol.invalid-url', why)
  if (!URL.canParse(text)) throw fail('The fleet needs a URL such as https://fleet.example.com')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw fail('Expected an https URL')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') throw fail('Expected a URL without path or query')
  if (url.username !== '' || url.password !== '') throw fail('Expected a URL without user name')
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
    throw fail('Plain http is for this machine only; use https')
  }
  return url.origin
}
