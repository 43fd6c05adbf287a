import type { GarmentFault } from '../../garments/garment-fault.ts'

type Found = GarmentFault & { readonly problem: 'svg.declaration' | 'svg.script' | 'svg.external-reference' }

const ELEMENTS: readonly (readonly [RegExp, Found['problem']])[] = [
  // Entities could grow without bound or read files; a drawing needs none.
  [/<!(?:doctype|entity)/i, 'svg.declaration'],
  [/<\?xml-stylesheet/i, 'svg.external-reference'],
  [/<(?:[\w-]+:)?(?:script|foreignobject|iframe|handler|listener)\b/i, 'svg.script'],
  [/\son[a-z]+\s*=/i, 'svg.script'],
  [/javascript:/i, 'svg.script'],
  [/@import/i, 'svg.external-reference'],
  // Pixels in a drawing go into a PNG layer, where their size is checked.
  [/<(?:[\w-]+:)?(?:image|feimage)\b/i, 'svg.external-reference'],
]

/** What a drawing must not hold: scripts, entities, anything that is not in the file itself. Null when there is nothing. */
export const findInDrawing = (svg: string): Found | null => {
  for (const [pattern, problem] of ELEMENTS) {
    const match = pattern.exec(svg)
    if (match) return { problem, detail: `${match[0].trim()} at character ${match.index}` }
  }
  for (const match of svg.matchAll(/\b(?:[\w-]+:)?href\s*=\s*["']\s*([^"']*)/gi)) {
    if (!match[1]!.startsWith('#')) return external(match[1]!)
  }
  for (const match of svg.matchAll(/url\(\s*["']?\s*([^)"']*)/gi)) {
    if (!match[1]!.startsWith('#')) return external(match[1]!)
  }
  return null
}

const external = (target: string): Found => ({
  problem: 'svg.external-reference',
  detail: `refers to ${target.slice(0, 60)}`,
})
