import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import tar from 'tar-stream'

/** npm puts every file of a package below one folder, which the paths here leave out. */
const withoutFolder = (name: string): string => name.replace(/^[^/]+\//, '')

/** Streams the tarball and gives each wanted file, whole and in the order of the tarball, to `onFile`. */
export const readTarball = async (
  path: string,
  isWanted: (file: string) => boolean,
  onFile: (file: string, bytes: Buffer) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> => {
  const extract = tar.extract()
  const reading = pipeline(createReadStream(path), createGunzip(), extract, { ...(signal && { signal }) })
  reading.catch(() => undefined) // an error ends the loop below too, and is thrown there or by the last await
  for await (const entry of extract) {
    const file = withoutFolder(entry.header.name)
    if (entry.header.type !== 'file' || !isWanted(file)) {
      entry.resume()
      continue
    }
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    await onFile(file, Buffer.concat(chunks))
  }
  await reading
}
