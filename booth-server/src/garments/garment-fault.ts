/** What can be wrong with a garment's folder, by name. */
export type GarmentProblem =
  | 'description.missing'
  | 'description.not-json'
  | 'description.wrong'
  | 'id.not-the-folder'
  | 'anchor.missing'
  | 'anchor.outside'
  | 'anchors.crossed'
  | 'anchors.out-of-proportion'
  | 'layer.missing'
  | 'layer.too-large'
  | 'layer.unreadable'
  | 'layer.wrong-size'
  | 'layer.not-transparent'
  | 'layer.shoulders-bare'
  | 'svg.declaration'
  | 'svg.script'
  | 'svg.external-reference'
  | 'thumbnail.wrong'

export interface GarmentFault {
  readonly problem: GarmentProblem
  /** For the one who draws: what, where, and by how much. */
  readonly detail: string
}
