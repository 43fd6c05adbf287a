import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPeer } from './peer-process.ts'

/** A print server with one queue, whose paper a test loads and takes out. */
export interface CupsServer {
  /** The queue's. */
  readonly url: string
  /** `job-name` of each sheet that came out, in order. */
  sheets(): Promise<string[]>
  /** Without paper the next job stops the queue and waits in it, until it is resumed. */
  setPaper(isLoaded: boolean): Promise<void>
  /** Keeps sheets in the middle of their way out. */
  setStuck(isStuck: boolean): Promise<void>
  stop(): Promise<void>
}

/** A borderless 4 x 6 inch sheet for a device that takes PDF; CUPS derives the queue's attributes from it. */
const ppd = `*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "SHEET.PPD"
*Manufacturer: "Maker"
*Product: "(Model)"
*ModelName: "Model"
*ShortNickName: "Model"
*NickName: "Model"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: True
*DefaultColorSpace: RGB
*cupsFilter2: "application/pdf application/pdf 0 -"
*OpenUI *PageSize: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: w288h432
*PageSize w288h432/4x6: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: w288h432
*PageRegion w288h432/4x6: ""
*CloseUI: *PageRegion
*DefaultImageableArea: w288h432
*ImageableArea w288h432/4x6: "0 0 288 432"
*DefaultPaperDimension: w288h432
*PaperDimension w288h432/4x6: "288 432"
`

const queue = `<Printer booth>
Info Print server of a test
MakeModel Model
DeviceURI sheet:/
State Idle
Type 4
Accepting Yes
Shared Yes
JobSheets none none
OpPolicy default
ErrorPolicy abort-job
</Printer>
`

/** Jobs belong to their owners, as in Debian's own policy; the queue itself is anyone's, which spares tests a password. */
const configuration = (port: number) => `Listen localhost:${port}
LogLevel debug
Browsing Off
DefaultShared Yes
DefaultAuthType None
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Send-Document Hold-Job Release-Job Cancel-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
`

const files = (folder: string) => `ServerRoot ${folder}/root
ServerBin ${folder}/bin
DataDir /usr/share/cups
StateDir ${folder}/run
CacheDir ${folder}/cache
RequestRoot ${folder}/spool
TempDir ${folder}/spool/tmp
ErrorLog ${folder}/error_log
AccessLog ${folder}/access_log
PageLog ${folder}/page_log
Sandboxing relaxed
`

/** The device: its exit code 4 stops the queue, and the job stays in it (CUPS_BACKEND_STOP of backend(7)). */
const device = (folder: string) => `#!/bin/sh
[ $# -eq 0 ] && exit 0
[ -e "${folder}/empty" ] && exit 4
while [ -e "${folder}/stuck" ]; do sleep 0.05; done
cat "\${6:--}" > /dev/null
echo "$3" >> "${folder}/sheets"
`

/**
 * A cupsd of the test's own, beside whatever the machine has: its files, port and queue are in a folder that `stop`
 * removes. Needs Debian's cups-daemon.
 */
export const startCupsServer = async (): Promise<CupsServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'quickid-cups-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  for (const part of ['root/ppd', 'root/ssl', 'run', 'cache', 'spool/tmp', 'bin/backend', 'bin/filter']) {
    await mkdir(join(folder, part), { recursive: true })
  }
  const port = await freePort()
  await symlink('/usr/lib/cups/daemon', join(folder, 'bin/daemon'))
  await writeFile(join(folder, 'root/ppd/booth.ppd'), ppd)
  await writeFile(join(folder, 'root/printers.conf'), queue)
  await writeFile(join(folder, 'cupsd.conf'), configuration(port))
  await writeFile(join(folder, 'cups-files.conf'), files(folder))
  // Executable by nobody else: then cupsd runs it as itself, and it may write into our folder.
  await writeFile(join(folder, 'bin/backend/sheet'), device(folder), { mode: 0o700 })
  const args = ['-f', '-c', join(folder, 'cupsd.conf'), '-s', join(folder, 'cups-files.conf')]
  const peer = await startPeer({ program: 'cupsd', args, debian: 'cups-daemon', port }).catch(
    async (error: unknown) => {
      await remove()
      throw error
    },
  )
  const setFlag = (name: string, isSet: boolean) =>
    isSet ? writeFile(join(folder, name), '') : rm(join(folder, name), { force: true })
  return {
    url: `ipp://localhost:${port}/printers/booth`,
    sheets: async () => {
      const text = await readFile(join(folder, 'sheets'), 'utf8').catch(() => '')
      return text.split('\n').filter((line) => line !== '')
    },
    setPaper: (isLoaded) => setFlag('empty', !isLoaded),
    setStuck: (isStuck) => setFlag('stuck', isStuck),
    stop: async () => {
      await peer.stop()
      await remove()
    },
  }
}
