import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A password in a setting or a file: no output may hold it. */
const secret = 'hunter2'

const entry = fileURLToPath(new URL('./main.ts', import.meta.url))
const ecKey = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  publicKeyEncoding: { format: 'pem', type: 'spki' },
})

let folder = ''
/** The booth's data directory. */
let data = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quickid-main-'))
  data = join(folder, 'data')
  mkdirSync(data)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The booth itself, as a process of its own, which is expected to end. */
const start = (env: Record<string, string>): Promise<{ code: unknown; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const args = ['--conditions=source', '--import', import.meta.resolve('tsx'), entry]
    const settings = { QUICKID_CONFIG: '', QUICKID_DATA_DIR: data, HOST: '', PORT: '0', NODE_OPTIONS: '' }
    const options = { cwd: folder, env: { ...process.env, ...settings, ...env } }
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })

/** One line that says what is wrong, exit code 1; no stack, and no secret anywhere. */
const expectOneLine = async (env: Record<string, string>, says: readonly string[]) => {
  const { code, stdout, stderr } = await start(env)
  expect(code, stderr).toBe(1)
  expect(stderr).toMatch(/^[^\n]+\n$/)
  for (const part of says) expect(stderr).toContain(part)
  expect(stdout + stderr).not.toContain(secret)
  expect(stdout + stderr).not.toMatch(/^\s+at /m)
}

describe('npm start with a setting that can’t be', () => {
  const printer = 'Setting "printer" (QUICKID_PRINTER, or booth.toml)'
  const camera = 'Setting "camera" (QUICKID_CAMERA, or booth.toml)'

  it.each([
    ['QUICKID_PRINTER', 'ipp://', [printer, 'without a host', 'ipp://HOST[:PORT]/PATH']],
    ['QUICKID_PRINTER', 'foo:bar', [printer, '"foo:"', 'ipp:, ipps: or virtual:']],
    ['QUICKID_PRINTER', secret, [printer, 'without a scheme']],
    ['QUICKID_PRINTER', `ipp://booth:${secret}@printer/ipp/print`, [printer, 'no user or password', 'remove them']],
    ['QUICKID_PRINTER', `http://booth:${secret}@printer/`, [printer, '"http:"']],
    ['QUICKID_PRINTER', `ipp://booth:${secret}@[printer/`, [printer, 'no such URL']],
    ['QUICKID_PRINTER', `ipps://printer/#${secret}`, [printer, '#sha256=']],
    ['QUICKID_PRINTER', `virtual:?seconds=${secret}`, [printer, '0 to 3600 for seconds']],
    ['QUICKID_PRINTER', `virtual:?${secret}=1`, [printer, 'seconds, sheets, fault and faultAt']],
    ['QUICKID_PRINTER', `virtual://booth:${secret}@[`, [printer, 'virtual:?seconds=4']],
    ['QUICKID_CAMERA', secret, [camera, 'v4l2:, ffmpeg:, fswebcam:, virtual:']],
    ['QUICKID_CAMERA', `rtsp://booth:${secret}@camera/`, [camera, '"rtsp:"', 'ffmpeg:']],
    ['QUICKID_CAMERA', `ffmpeg:?rtsp://booth:${secret}@camera/`, [camera, 'input, output']],
    ['QUICKID_CAMERA', `ffmpeg:?input=x&loop=${secret}`, [camera, '"loop"']],
    ['QUICKID_CAMERA', `v4l2:booth:${secret}`, [camera, 'v4l2:///dev/v4l/by-id/NAME']],
    ['QUICKID_CAMERA', 'v4l2:///dev/%', [camera, 'v4l2:///dev/v4l/by-id/NAME']],
    ['QUICKID_CAMERA', `fswebcam:///dev/video0?${secret}=1`, [camera, 'size=WxH and skip=N']],
    ['QUICKID_CAMERA', 'virtual:%', [camera, '%25']],
    ['HOST', '203.0.113.7', ['Setting "host" (HOST, or booth.toml)', '"203.0.113.7"', '127.0.0.1']],
    ['HOST', 'nowhere.invalid', ['Setting "host" (HOST, or booth.toml)', '"nowhere.invalid"']],
  ])('says so in a line: %s=%s', (name, value, says) => expectOneLine({ [name]: value }, says))

  it('says which port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await expectOneLine({ PORT: String(port) }, ['Setting "port" (PORT, or booth.toml)', `Port ${port} is taken`])
    server.close()
  })

  it.each([
    ['b.toml', `camera = "ffmpeg:?input=rtsp://booth:${secret}@camera"\nprinter = ipp\n`, ['line 2, column 11']],
    ['b.json', `{"camera": "${secret}", oops}`, ['no valid JSON']],
    ['b.json', `${secret} ${secret}`, ['no valid JSON']],
    ['b.toml', 'garmentsFolder = "/nonexistent/garments"', ['/nonexistent/garments', 'ENOENT']],
  ])('says where a file is wrong, without a line of it: %s, %s', async (name, text, says) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    await expectOneLine({ QUICKID_CONFIG: path }, says)
  })

  it('says that the file that QUICKID_CONFIG names is not there', () =>
    expectOneLine({ QUICKID_CONFIG: join(folder, 'none.toml') }, ['none.toml', 'ENOENT']))
})

describe('npm start with a device key that can’t be', () => {
  const advice = 'restore it from a copy, or move it away and enrol this booth anew'
  const keyFile = () => join(data, 'device-key.pem')

  it.each([
    ['empty', '', ['is empty', advice]],
    ['something else', `${secret}\n`, ['is not a private key in PEM', advice]],
    ['half a key', `-----BEGIN PRIVATE KEY-----\n${secret}\n`, ['is not a private key in PEM', advice]],
    ['a public key', ecKey.publicKey, ['is not a private key in PEM', advice]],
    ['a key of another kind', ecKey.privateKey, ['holds a key of type ec, not ed25519', advice]],
  ])('says so in a line, and leaves the file as it is: %s', async (_, text, says) => {
    writeFileSync(keyFile(), text)
    await expectOneLine({}, [keyFile(), ...says])
    expect(readFileSync(keyFile(), 'utf8')).toBe(text)
  })

  it.each([
    ['a folder', () => mkdirSync(keyFile()), 'EISDIR'],
    ['a link to itself', () => symlinkSync(keyFile(), keyFile()), 'ELOOP'],
  ])('says why it can’t be read: %s', async (_, make, code) => {
    make()
    await expectOneLine({}, [`Can't read ${keyFile()}: ${code}`])
  })

  it('says that the data directory is a file', async () => {
    rmSync(data, { recursive: true })
    writeFileSync(data, secret)
    await expectOneLine({}, [data, 'ENOTDIR'])
  })
})
