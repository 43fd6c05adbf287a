import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeWords } from '../locales/words.ts'
import { portraitPhotograph } from '../testing/photograph.ts'

const entry = fileURLToPath(new URL('./photo.ts', import.meta.url))
let folder = ''
let portrait = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickid-photo-'))
  portrait = join(folder, 'portrait.jpg')
  await writeFile(portrait, await portraitPhotograph())
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const photo = (...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [
      '--conditions=source',
      '--import',
      import.meta.resolve('tsx'),
      entry,
      ...args,
    ])
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (data: Buffer) => (stdout += data))
    child.stderr.on('data', (data: Buffer) => (stderr += data))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
const reportAt = async (path: string) => JSON.parse(await readFile(path, 'utf8'))

describe('the photo command', () => {
  it('writes portrait, sheet, matte and report, and says by its exit code whether the photograph complies', async () => {
    const [out, sheet, alpha, report] = ['out.jpg', 'sheet.pdf', 'alpha.png', 'report.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string]
    const { code, stdout } = await photo(
      ...['--document', 'cn-1inch', portrait, '--out', out, '--sheet', sheet, '--alpha', alpha, '--report', report],
    )
    const told = await reportAt(report)
    expect(code).toBe(told.verdict === 'fail' ? 3 : 0)
    expect(stdout).toContain(portrait)
    const made = await sharp(out).metadata()
    expect(told).toMatchObject({
      input: portrait,
      document: 'cn-1inch',
      photo: { widthPx: made.width, heightPx: made.height },
      sheet: { paper: '4R', widthMm: expect.any(Number), heightMm: expect.any(Number) },
      head: { crownPx: expect.any(Number), chinPx: expect.any(Number), heightMm: expect.any(Number) },
      timingsMs: { total: expect.any(Number) },
    })
    expect(told.sheet.copies).toBeGreaterThan(1)
    for (const rule of told.rules) expect(rule).toMatchObject({ id: expect.any(String), source: expect.any(String) })
    expect((await readFile(sheet)).subarray(0, 5).toString()).toBe('%PDF-')
    expect(await sharp(alpha).metadata()).toMatchObject({ width: made.width, height: made.height })
  })

  it('ends with 3 where the photograph was made and does not comply', async () => {
    const blurred = join(folder, 'blurred.jpg')
    await sharp(portrait).blur(9).toFile(blurred)
    const { code, stderr } = await photo('--document', 'cn-1inch', blurred)
    expect(code).toBe(3)
    expect(stderr).toContain(`${codeWords.en.rules.sharpness}: ${codeWords.en.verdicts.fail}`)
  })

  it('ends with 2 where no photograph was made, and the report says why', async () => {
    const empty = join(folder, 'empty.png')
    await sharp({ create: { width: 600, height: 800, channels: 3, background: '#888' } }).toFile(empty)
    const report = join(folder, 'refused.json')
    const { code, stderr } = await photo('--document', 'cn-1inch', empty, '--report', report)
    expect(code).toBe(2)
    expect(stderr).toContain('[face.none]')
    expect(await reportAt(report)).toMatchObject({ verdict: 'failed', fault: 'face.none', document: 'cn-1inch' })
  })

  it('makes several documents of one photograph, and one JSON line a picture of a series', async () => {
    const out = join(folder, 'both.jpg')
    const report = join(folder, 'both.json')
    await photo('--document', 'cn-1inch', '--document', 'icao-generic', portrait, '--out', out, '--report', report)
    expect(await reportAt(report)).toMatchObject({ document: 'cn-1inch', also: [{ document: 'icao-generic' }] })
    expect((await sharp(join(folder, 'both-icao-generic.jpg')).metadata()).format).toBe('jpeg')
    const { stdout } = await photo('--document', 'cn-1inch', '--warm', '2', portrait)
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).document)).toEqual(['cn-1inch', 'cn-1inch'])
  })

  it.each([
    [['--document', 'cn-1inch'], 'no picture'],
    [['portrait.jpg'], '--document is missing'],
    [['--document', 'us-pasport', 'x.jpg'], 'Did you mean'],
    [['--document', 'custom-3x4', 'x.jpg'], 'Invalid custom size'],
    [['--document', 'cn-1inch', '--retouch', '2', 'x.jpg'], '--retouch'],
    [['--document', 'cn-1inch', '--background', 'purple', 'x.jpg'], '--background'],
    [['--document', 'cn-1inch', '--paper', '7R', 'x.jpg'], '7R'],
    [['--document', 'cn-1inch', '--warm', '0', 'x.jpg'], '--warm'],
    [['--document', 'cn-1inch', 'a.jpg', 'b.jpg', '--out', 'c.jpg'], 'one picture'],
    [['--dokument', 'cn-1inch', 'x.jpg'], '--dokument'],
    [['--document', 'cn-1inch', 'no-such-file.jpg'], 'no-such-file.jpg'],
  ])('%j is refused with the reason, exit 2', async (args, reason) => {
    const { code, stderr, stdout } = await photo(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(reason)
    expect(stdout).toBe('')
  })

  it('lists documents and helps without a model, exit 0', async () => {
    const list = await photo('--document', 'list')
    expect([list.code, list.stdout.includes('us-passport')]).toEqual([0, true])
    const help = await photo('--help')
    expect([help.code, help.stdout.includes('--straight-shoulders')]).toEqual([0, true])
  })
})
