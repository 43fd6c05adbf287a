import { readFile } from 'node:fs/promises'

/** Where the page in the run directory leads, with the key. */
export const linkIn = async (keyFile: string): Promise<string> => {
  const [, link] = /url=([^"]+)"/.exec(await readFile(keyFile, 'utf8')) ?? []
  if (link === undefined) throw new Error(`No link in ${keyFile}`)
  return link
}

/** Exchanges the key of that page, as a browser that opens it would. Empty where the booth asks for none. */
export const sessionHeaders = async (keyFile: string): Promise<Record<string, string>> => {
  const answer = await fetch(await linkIn(keyFile))
  const [cookie] = answer.headers.getSetCookie()
  return cookie === undefined ? {} : { cookie: cookie.split(';', 1)[0] as string }
}
