/** The arrows of the house: which folder may know which. `npm run deps` fails on any other. */
const onlyFrom = (name, comment, to, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: allowed },
  to: { path: to },
})
const never = (name, comment, from, to, toNot) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: toNot ? { path: to, pathNot: toNot } : { path: to },
})

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Data flows one way.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    never(
      'protocol-alone',
      'The protocol imports nothing but its schema library.',
      '^booth-server/src/protocol',
      '.',
      '^booth-server/src/protocol|node_modules/typebox',
    ),
    never(
      'printer-knows-no-booth',
      'A driver serves any program.',
      '^printer',
      '^(booth-server|booth-ui|models|provisioning)',
    ),
    never(
      'models-know-no-booth',
      'Models serve any program.',
      '^models',
      '^(booth-server|booth-ui|printer|provisioning)',
    ),
    never(
      'provisioning-knows-no-booth',
      'The fleet sees records, never a booth.',
      '^provisioning',
      '^(booth-server|booth-ui|printer|models)',
    ),
    never(
      'ui-imports-protocol-alone',
      'The screen knows the wire and nothing behind it.',
      '^booth-ui/src',
      '^(booth-server|printer|models|provisioning)',
      '^booth-server/(src|dist)/(protocol|locales)',
    ),
    onlyFrom(
      'one-inference',
      'One file imports onnxruntime.',
      'node_modules/onnxruntime-node',
      '^booth-server/src/darkroom/inference\\.ts$|\\.test\\.ts$',
    ),
    never(
      'visit-below-routes',
      'Routes know the visit, never the other way.',
      '^booth-server/src/(visit|darkroom|camera|records|sync|documents|compliance|staff|outfits)',
      '^booth-server/src/(routes|app|main)',
    ),
    never(
      'darkroom-below-visit',
      'The darkroom knows pixels and documents, no visit, no record.',
      '^booth-server/src/(darkroom|compliance|documents|outfits)',
      '^booth-server/src/(visit|records|sync|staff|camera)',
    ),
    never(
      'records-know-no-pixels',
      'Nothing that is kept may come from the darkroom.',
      '^booth-server/src/(records|sync)',
      '^booth-server/src/(darkroom|camera|visit)',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // swc doesn't read TSX here; components are reached by the types and the build alone.
    exclude: { path: '(^|/)dist/|.config/|.tsx$' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
}
