/** Where the generated reference of the settings lies; `src` and `dist` are equally deep. */
export const referenceFiles = {
  markdown: new URL('../../CONFIG.md', import.meta.url),
  jsonSchema: new URL('../../booth.schema.json', import.meta.url),
}
