import type { DocumentSpec } from '../../documents/document.ts'
import { backdropColourOf } from '../../edits/background.ts'
import { edits } from '../../edits/edits.ts'
import { done, type Outcome } from '../../foundation/outcome.ts'
import type { StepId } from '../../protocol/codes.ts'
import type { EditId, Edits } from '../../protocol/edits.ts'
import type { Rendered } from '../cropping/render.ts'
import { findShoulders, type Shoulders } from '../face/shoulders.ts'
import { compositeOver } from '../matting/composite.ts'
import { fitOutfit } from '../outfits/fit-outfit.ts'
import type { Wardrobe } from '../outfits/wardrobe.ts'
import { retouch } from '../retouching/retouch.ts'
import { slimmingField } from '../retouching/slimming.ts'
import { levellingField } from '../retouching/straight-shoulders.ts'
import { type DisplacementField, warp } from '../retouching/warp.ts'
import { type Capture, type CropRender, placeOnPortrait } from './capture.ts'
import type { StepClock } from './step-clock.ts'

/** What an edit sees beside the figure that it works on. */
export interface EditScene {
  readonly capture: Capture
  readonly render: CropRender
  readonly document: DocumentSpec
  readonly edits: Edits
  readonly wardrobe: Wardrobe | undefined
  readonly signal: AbortSignal
}

/** An edit's pixels. What moves pixels gives a field: fields that follow each other are one interpolation. */
type PortraitEdit<K extends EditId> = {
  readonly step: StepId
  /** Whether this photograph can take the edit; where it can't, the figure stays as it is. */
  canApply(scene: EditScene): boolean
} & (
  | { field(figure: Rendered, value: Edits[K], scene: EditScene): DisplacementField | null }
  | { apply(figure: Rendered, value: Edits[K], scene: EditScene): Outcome<Rendered> | Promise<Outcome<Rendered>> }
)

const always = () => true

/** The shoulders' tips on the portrait; null where the photograph cuts one off or hides it. */
const shouldersOnPortrait = ({ capture, render }: EditScene): Shoulders | null => {
  const tips = findShoulders(capture, render.crop.rollDeg)
  return tips && { left: placeOnPortrait(render, tips.left), right: placeOnPortrait(render, tips.right) }
}

/** In this order: first the shape, then the skin, then the clothes, and what lies behind them all. */
const portraitEdits: { readonly [K in EditId]: PortraitEdit<K> } = {
  slimming: { step: 'reshape', canApply: always, field: (figure, amount) => slimmingField(figure, amount) },
  straightShoulders: {
    step: 'reshape',
    canApply: (scene) => shouldersOnPortrait(scene) !== null,
    field: (figure, _, scene) => {
      const shoulders = shouldersOnPortrait(scene)
      return shoulders && levellingField(figure, shoulders)
    },
  },
  retouch: {
    step: 'retouch',
    canApply: always,
    apply: (figure, strength) => done({ ...figure, picture: retouch({ ...figure, strength }) }),
  },
  outfit: {
    step: 'outfit',
    canApply: ({ wardrobe }) => wardrobe !== undefined,
    async apply(figure, outfitId, { document, edits: { background }, wardrobe, signal }) {
      if (outfitId === null || !wardrobe) return done(figure)
      const keepsBackdrop = backdropColourOf(document, background) === null
      const dressed = await fitOutfit({ ...figure, outfitId, keepsBackdrop }, wardrobe, signal)
      return dressed.ok ? done({ ...figure, ...dressed.value }) : dressed
    },
  },
  background: {
    step: 'background',
    canApply: always,
    apply(figure, value, { document }) {
      const colour = backdropColourOf(document, value)
      const { picture, alpha } = figure
      return done(colour === null ? figure : { ...figure, picture: compositeOver(picture, alpha, colour) })
    },
  },
}

/** The person on the portrait as the customer asked. */
export const applyEdits = async (scene: EditScene, clock: StepClock): Promise<Outcome<Rendered>> => {
  let figure: Rendered = { ...scene.render.rendered, picture: scene.render.foreground }
  let fields: DisplacementField[] = []
  const warped = async () => {
    const moving = fields
    fields = []
    if (moving.length > 0) figure = await clock.time('reshape', () => warp(figure, moving))
  }
  const applyOne = async <K extends EditId>(id: K): Promise<Outcome<Rendered>> => {
    const edit = portraitEdits[id]
    const value = scene.edits[id]
    if (value === edits[id].off || !edit.canApply(scene)) return done(figure)
    if ('field' in edit) {
      const field = edit.field(figure, value, scene)
      if (field) fields.push(field)
      return done(figure)
    }
    await warped()
    return await clock.time(edit.step, () => edit.apply(figure, value, scene))
  }
  for (const id of Object.keys(portraitEdits) as EditId[]) {
    const made = await applyOne(id)
    if (!made.ok) return made
    figure = made.value
  }
  await warped()
  return done(figure)
}
