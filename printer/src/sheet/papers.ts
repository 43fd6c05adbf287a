import type { Paper } from './sheet.ts'

/**
 * The papers a booth may be loaded with, portrait, in mm: the nominal sizes of the trade. A printer may name the same
 * sheet in inches (4R is 102 x 152 mm here, 101.6 x 152.4 mm in PWG 5101.1): drivers match within half a millimetre.
 */
export const papers = [
  { id: '3R', widthMm: 89, heightMm: 127 },
  { id: '4R', widthMm: 102, heightMm: 152 },
  { id: 'postcard', widthMm: 100, heightMm: 148 },
  { id: '5R', widthMm: 127, heightMm: 178 },
  { id: '6R', widthMm: 152, heightMm: 203 },
  { id: 'A4', widthMm: 210, heightMm: 297 },
  { id: 'Letter', widthMm: 216, heightMm: 279 },
] as const satisfies readonly Paper[]

/** The paper with that id, in any case; undefined if there is none. */
export const findPaper = (id: string): Paper | undefined =>
  papers.find((paper) => paper.id.toLowerCase() === id.toLowerCase())
