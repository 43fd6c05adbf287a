/**
 * The arrows of the house: which folder may import which. `npm run deps` fails on any other, type imports included.
 * `.decisions` says why the layers are as they are. It runs with TypeScript 5.9 from `.config/deps`: the cruiser knows no
 * later one, and its own parser reads no TSX.
 */
const server = '^booth-server/src/'

/** Lowest first: a module imports modules of the lines above its own; neighbours on a line do not import each other. */
const serverLayers = [
  ['protocol'],
  ['foundation', 'locales'],
  ['settings', 'packs', 'records'],
  ['documents', 'garments'],
  ['edits'],
  ['darkroom/messages'],
  ['camera', 'entitlement', 'fleet-sync', 'printing', 'darkroom', 'access', 'ai-edits'],
  ['readiness', 'handover'],
  ['visit'],
  ['actions'],
  ['routes'],
  ['booth.ts'],
  ['main.ts', 'cli', 'testing'],
]
/** All that runs in the darkroom's process, lowest first. */
const photoLayers = [
  ['photo/imaging'],
  ['photo/face'],
  ['photo/matting', 'photo/cropping'],
  ['photo/outfits', 'photo/retouching', 'photo/compliance'],
  ['photo/guidance'],
  ['photo/pipeline'],
]
/** What photo/ sees of the server. These see nothing that photo/ doesn't, but the protocol: the child would load it. */
const photoSees = [
  'protocol/codes.ts',
  'protocol/edits.ts',
  'foundation',
  'locales',
  'documents',
  'garments',
  'edits',
  'darkroom/messages',
]
/** The screen's folders, lowest first. */
const screenLayers = [
  ['i18n', 'connection'],
  ['store'],
  ['components'],
  ['customer', 'staff'],
  ['app.tsx'],
  ['main.tsx', 'dev'],
]
const photoSeesLess = {
  'photo/imaging': ['foundation'],
  'photo/compliance': photoSees.filter((module) => module !== 'edits'),
}
/** Packages that load clients or servers, and Node's own. */
const network =
  '^(node:)?(net|http|https|http2|tls|dgram|dns)$|node_modules/(undici|ws|fastify|@fastify|node-webcam)(/|$)|^provisioning/(agent|fleet)/|^printer/src/(index|ipp|testing)|^models/src/(index|fetch|pull)'

const pathOf = (module) => `${server}${module.replace('.', '\\.')}${module.endsWith('.ts') ? '$' : '/'}`
/** One pattern for any of these modules. */
const anyOf = (modules) => (modules.length === 0 ? '^$' : modules.map(pathOf).join('|'))
/** `darkroom` without `darkroom/messages`, which is a module of its own, below it. */
const placeOf = (module) => (module === 'darkroom' ? `${server}darkroom/(?!messages/)` : pathOf(module))

const never = (name, comment, from, to, { fromNot, toNot } = {}) => ({
  name,
  comment,
  severity: 'error',
  from: fromNot ? { path: from, pathNot: fromNot } : { path: from },
  to: toNot ? { path: to, pathNot: toNot } : { path: to },
})

const layerRules = (layers, isPhoto) =>
  layers.flatMap((line, level) =>
    line.map((module) => {
      const below = layers.slice(0, level).flat()
      const seen = isPhoto ? [...below, ...(photoSeesLess[module] ?? photoSees)] : below
      // The commands, and the tests' peers, run the darkroom's work over files.
      const photo = !isPhoto && ['cli', 'testing'].includes(module) ? `|${server}photo/` : ''
      return never(
        `layer-${module.replace('/', '-').replace('.ts', '')}`,
        `${module} imports ${seen.length > 0 ? seen.join(', ') : 'nothing of the server'}.`,
        placeOf(module),
        server,
        { toNot: `${[module, ...seen].map(placeOf).join('|')}${photo}` },
      )
    }),
  )

module.exports = {
  forbidden: [
    { name: 'no-circle', comment: 'Data flows one way.', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-circle-of-folders',
      comment: 'Nor do folders.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    ...layerRules(serverLayers, false),
    ...layerRules(photoLayers, true),
    ...screenLayers.flatMap((line, level) =>
      line.map((folder) => {
        const seen = [folder, ...screenLayers.slice(0, level).flat()]
        return never(
          `screen-${folder.replace('.tsx', '')}`,
          `On the screen ${folder} imports ${seen.slice(1).join(', ') || 'no other folder'}.`,
          `^booth-ui/src/${folder}`,
          '^booth-ui/src/',
          { toNot: `^booth-ui/src/((${seen.join('|')})|styles/)` },
        )
      }),
    ),
    never(
      'what-photo-sees',
      'What photo/ sees must see nothing that photo/ does not, but the protocol.',
      anyOf(photoSees.filter((module) => !module.startsWith('protocol'))),
      server,
      { toNot: anyOf(['protocol', ...photoSees]) },
    ),
    never('server-sees-no-photo', 'Pixels are worked on in the darkroom’s process alone.', server, `${server}photo/`, {
      fromNot: `${server}(photo|cli|testing)/`,
    }),
    never('photo-without-network', 'What holds faces has no way out.', `${server}photo/`, network),
    never('protocol-alone', 'The protocol imports its schema library alone.', `${server}protocol/`, '.', {
      toNot: `${server}protocol/|node_modules/typebox`,
    }),
    never('locales-alone', 'Words need codes and a formatter.', `${server}locales/`, '.', {
      toNot: `${server}(locales|protocol)/|node_modules/(intl-messageformat|@formatjs)`,
    }),
    {
      name: 'one-inference',
      comment: 'One file imports onnxruntime.',
      severity: 'error',
      from: { pathNot: `${server}photo/pipeline/inference\\.ts$` },
      to: { path: 'node_modules/onnxruntime-node' },
    },
    never(
      'printer-testing-for-tests',
      'It loads development dependencies, which an installed booth does not have.',
      '^(booth-server|booth-ui|provisioning|printer)/',
      '^printer/src/testing',
      { fromNot: '^printer/src/testing|^booth-server/src/testing/' },
    ),
    never('printer-alone', 'A driver serves any program.', '^printer', '^(booth-server|booth-ui|models|provisioning)'),
    {
      name: 'kernels-alone',
      comment: 'The kernels compile to WebAssembly: they see one another.',
      severity: 'error',
      from: { path: '^booth-server/simd/.*\\.ts$' },
      to: { pathNot: '^booth-server/simd/' },
    },
    never('models-alone', 'Models serve any program.', '^models', '^(booth-server|booth-ui|printer|provisioning)'),
    never(
      'provisioning-alone',
      'The fleet sees records, never a booth.',
      '^provisioning',
      '^(booth-server|booth-ui|printer|models)',
    ),
    never(
      'fleet-without-its-page',
      'The page’s contract is derived from the fleet, not the reverse.',
      '^provisioning/(fleet|agent|protocol|storage)',
      '^provisioning/console',
    ),
    never(
      'page-sees-the-contract',
      'The operators’ page knows its contract with the fleet alone.',
      '^provisioning/console/src',
      '^provisioning/(?!console)',
      { toNot: '^provisioning/fleet/(console-api/|audit-events|booths/booth-status)' },
    ),
    never(
      'protocol-of-the-fleet-alone',
      'Booth and fleet share what they say, and neither’s insides.',
      '^provisioning/protocol',
      '^provisioning/(agent|fleet|console|storage)',
    ),
    never(
      'screen-sees-the-wire',
      'The screen knows the protocol and its words, and nothing behind them.',
      '^booth-ui/src',
      '^(booth-server|printer|models|provisioning)',
      { toNot: '^booth-server/(src|dist)/(protocol|locales)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Nobody imports a test, and a test may look at all that it needs.
    exclude: { path: '(^|/)dist/|\\.config/|\\.test\\.ts$' },
    tsPreCompilationDeps: true,
    parser: 'tsc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
}
