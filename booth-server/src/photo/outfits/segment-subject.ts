import type { Landmarks } from '../face/values.ts'
import { boxBlur } from '../imaging/box-blur.ts'
import { labelComponents } from '../imaging/components.ts'
import { rgbToLab } from '../imaging/lab.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import type { Picture } from '../imaging/values.ts'
import type { FaceGeometry } from './face-geometry.ts'
import { faceMask as faceMaskOf, skinTone } from './face-regions.ts'
import { segmentHair } from './segment-hair.ts'
import type { Segmentation, SegmentedRegion } from './segmentation.ts'

export interface SubjectInput {
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly face: FaceGeometry
}

/** The region begins so far above the mouth, about the eyes: hair beside the face tells its colours. Face widths. */
const ABOVE_MOUTH = 0.5
/**
 * Down to the mouth nearly all of the subject is head; from there to the chin only skin is, ever less, since a high old
 * collar stands there too. From and to, in shares of the way from mouth to chin.
 */
const HEAD_ENDS = { anything: { from: -0.25, to: 0.15 }, skin: { from: 0, to: 0.7 } } as const
/** Skin is the head's up to here beside the axis, face widths; further out it is a bare shoulder. */
const HEAD_ASIDE = { from: 0.75, to: 1 } as const

/** Segments the subject: hair by colour and by its connection to the head, skin by the cheeks' colour. */
export const segmentSubject = ({ picture, alpha: whole, landmarks, face }: SubjectInput): Segmentation => {
  const { width, height } = picture
  const { faceWidthPx, mouthY, chin, axisX } = face
  const top = Math.min(Math.max(Math.floor(mouthY - ABOVE_MOUTH * faceWidthPx), 0), height - 1)
  const rows = height - top
  const lab = rgbToLab(picture.data.subarray(top * width * 3))
  const alpha = whole.subarray(top * width)
  const faceMask = faceMaskOf(landmarks, width, rows, faceWidthPx, top)
  const tone = skinTone(picture, landmarks)
  const bare = { top, rows, width, lab, alpha, faceMask, face, tone }
  const skin = segmentSkin(bare)
  removeCollar(bare)
  const hair = segmentHair({ top, rows, width, lab, alpha, faceMask, skin, face })
  const head = new Float32Array(rows * width)
  const toChin = chin.y - mouthY
  const rowsOf = ({ from, to }: { readonly from: number; readonly to: number }) => ({
    from: mouthY + from * toChin,
    to: mouthY + to * toChin,
  })
  const anythingEnds = rowsOf(HEAD_ENDS.anything)
  const skinEnds = rowsOf(HEAD_ENDS.skin)
  for (let y = 0, at = 0; y < rows; y++) {
    const anything = 1 - smoothStep(anythingEnds.from, anythingEnds.to, top + y)
    const onlySkin = 1 - smoothStep(skinEnds.from, skinEnds.to, top + y)
    for (let x = 0; x < width; x++, at++) {
      let part = faceMask[at]!
      if (onlySkin > 0 && part < 1) {
        const near = 1 - smoothStep(HEAD_ASIDE.from, HEAD_ASIDE.to, Math.abs(x - axisX) / faceWidthPx) * (1 - anything)
        part = Math.max(part, near * Math.max(anything, onlySkin * skin[at]!))
      }
      head[at] = alpha[at]! * Math.max(part, hair[at]!)
    }
  }
  return { top, rows, head, skin }
}

type SkinInput = Omit<SegmentedRegion, 'skin'> & {
  readonly tone: { readonly l: number; readonly a: number; readonly b: number }
}

/** A collar in the face's mask: so much lighter (L) and less like skin (Lab chroma) than the cheeks. From and to. */
const COLLAR = { lighter: { from: 4, to: 12 }, otherChroma: { from: 5, to: 11 } } as const
/** Only near the mask's edge, where its blur over this radius (face widths) is below `inside`. */
const COLLAR_AT_EDGE = { radius: 0.05, inside: 0.9 } as const

/** A white collar that stands up to the jaw lies inside the mesh's outline there: what is lighter than skin goes. */
const removeCollar = ({ faceMask, lab, tone, width, rows, face, top }: SkinInput): void => {
  const { faceWidthPx, mouthY } = face
  const inner = boxBlur(faceMask, width, rows, Math.max(1, faceWidthPx * COLLAR_AT_EDGE.radius))
  for (let at = Math.max(0, Math.round(mouthY) - top) * width; at < faceMask.length; at++) {
    if (faceMask[at] === 0 || inner[at]! > COLLAR_AT_EDGE.inside) continue
    const lighter = smoothStep(COLLAR.lighter.from, COLLAR.lighter.to, lab.l[at]! - tone.l)
    const otherChroma = smoothStep(
      COLLAR.otherChroma.from,
      COLLAR.otherChroma.to,
      Math.hypot(lab.a[at]! - tone.a, lab.b[at]! - tone.b),
    )
    faceMask[at]! *= 1 - lighter * otherChroma
  }
}

/**
 * Standard deviations of skin about the cheeks' colour, Lab. A neck lies in the chin's shadow: far darker is still
 * skin, far lighter is cloth, so lightness has two.
 */
const SKIN_SIGMA = { a: 8, b: 9 } as const
const SKIN_VARIANCE_L = { lighter: 121, darker: 900 } as const
/** The squared Mahalanobis distance from which a colour is no skin, and the likelihood over which it becomes skin. */
const SKIN_LIMIT = 5.2
const SKIN_LIKELIHOOD = { from: 0.08, to: 0.4 } as const
/** Further below the chin a colour like skin is likelier a tie: chroma counts more there. Face widths below the chin. */
const TIE = { from: 0.04, to: 0.3, extraWeight: 0.9 } as const
/** Half transparent pixels have the backdrop's colour too; skin counts from here to there. */
const SKIN_ALPHA = { from: 0.4, to: 0.9 } as const
/** Skin's patches: blurred over this radius (face widths), then of the patch that holds the face. */
const PATCH_RADIUS = 0.012
const PATCH_LEAST = 0.6
const PATCH_EDGE = { from: 0.1, to: 0.6 } as const
const SURE_FACE = 0.99

/** Skin's colour, in the connected component that holds the face: a tie of skin's colour lies behind a collar. */
const segmentSkin = ({ lab, alpha, faceMask, tone, width, rows, face, top }: SkinInput): Float32Array => {
  const { faceWidthPx, chin } = face
  const skin = new Float32Array(rows * width)
  let chromaWeight = 1
  for (let at = 0; at < skin.length; at++) {
    if (at % width === 0) {
      const belowChin = (top + at / width - chin.y) / faceWidthPx
      chromaWeight = 1 + TIE.extraWeight * smoothStep(TIE.from, TIE.to, belowChin)
    }
    if (alpha[at]! < SKIN_ALPHA.from) continue
    const da = (lab.a[at]! - tone.a) / SKIN_SIGMA.a
    const db = (lab.b[at]! - tone.b) / SKIN_SIGMA.b
    const dl = lab.l[at]! - tone.l
    const distance =
      (da * da + db * db) * chromaWeight + (dl * dl) / (dl > 0 ? SKIN_VARIANCE_L.lighter : SKIN_VARIANCE_L.darker)
    if (distance > SKIN_LIMIT) continue
    const likelihood = Math.exp(-0.5 * distance)
    skin[at] =
      smoothStep(SKIN_LIKELIHOOD.from, SKIN_LIKELIHOOD.to, likelihood) *
      smoothStep(SKIN_ALPHA.from, SKIN_ALPHA.to, alpha[at]!)
  }
  const radius = Math.max(1, faceWidthPx * PATCH_RADIUS)
  const blurred = boxBlur(skin, width, rows, radius)
  const mask = new Uint8Array(skin.length)
  for (let at = 0; at < mask.length; at++) mask[at] = blurred[at]! > PATCH_LEAST || faceMask[at]! > 0.5 ? 1 : 0
  const { labels } = labelComponents(mask, width, rows)
  const ofFace = labels[faceMask.findIndex((value) => value > SURE_FACE)] ?? 0
  const component = blurred
  for (let at = 0; at < mask.length; at++) component[at] = labels[at] === ofFace && ofFace > 0 ? 1 : 0
  boxBlur(component, width, rows, radius, component)
  for (let at = 0; at < skin.length; at++) skin[at]! *= smoothStep(PATCH_EDGE.from, PATCH_EDGE.to, component[at]!)
  return skin
}
