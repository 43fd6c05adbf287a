import type { Landmarks } from '../face/values.ts'
import { boxBlur } from '../imaging/box-blur.ts'
import { labelComponents } from '../imaging/components.ts'
import { type LabPlanes, rgbToLab } from '../imaging/lab.ts'
import { smoothStep } from '../imaging/smooth-step.ts'
import type { Picture } from '../imaging/values.ts'
import type { FigureParts } from './figure.ts'
import { findHair } from './hair.ts'
import { cheekTone, faceMask, type Sitter } from './subject.ts'

export interface FigureInput {
  readonly picture: Picture
  readonly alpha: Float32Array
  readonly landmarks: Landmarks
  readonly sitter: Sitter
}

/** Parts the figure: hair by its colour, its connection to the head and where hair falls; skin by the cheeks' colour. */
export const findParts = ({ picture, alpha, landmarks, sitter }: FigureInput): FigureParts => {
  const { width, height } = picture
  const { faceWidthPx, mouthY, chin, axisX } = sitter
  // About the eyes: above the nose nothing changes, but hair beside the face tells its colours.
  const top = Math.min(Math.max(Math.floor(mouthY - 0.5 * faceWidthPx), 0), height - 1)
  const rows = height - top
  const lab = rgbToLab(picture.data.subarray(top * width * 3))
  const opacity = alpha.subarray(top * width)
  const face = faceMask(landmarks, width, rows, faceWidthPx, top)
  const tone = cheekTone(picture, landmarks)
  const skin = findBareSkin({ lab, opacity, face, tone, width, rows, sitter, top })
  trimFace(face, { lab, tone, width, rows, sitter, top })
  const hair = findHair({ top, rows, width, lab, opacity, face, skin, sitter })
  const head = new Float32Array(rows * width)
  for (let y = 0, at = 0; y < rows; y++) {
    // Down to the mouth nearly all of the figure is head; from there to the chin only skin is, ever less: a high old
    // collar stands there too.
    const reach = chin.y - mouthY
    const any = 1 - smoothStep(mouthY - 0.25 * reach, mouthY + 0.15 * reach, top + y)
    const bare = 1 - smoothStep(mouthY, mouthY + 0.7 * reach, top + y)
    for (let x = 0; x < width; x++, at++) {
      let part = face[at]!
      if (bare > 0 && part < 1) {
        const isNear = 1 - smoothStep(0.75, 1, Math.abs(x - axisX) / faceWidthPx) * (1 - any)
        part = Math.max(part, isNear * Math.max(any, bare * skin[at]!))
      }
      head[at] = opacity[at]! * Math.max(part, hair[at]!)
    }
  }
  return { top, rows, head, skin }
}

type FaceInput = Omit<SkinInput, 'opacity' | 'face'>

/** A white collar that stands up to the jaw lies inside the mesh's outline there: what is lighter than skin goes. */
const trimFace = (face: Float32Array, { lab, tone, width, rows, sitter, top }: FaceInput): void => {
  const { faceWidthPx, mouthY } = sitter
  const inner = boxBlur(face, width, rows, Math.max(1, faceWidthPx * 0.05))
  for (let at = Math.max(0, Math.round(mouthY) - top) * width; at < face.length; at++) {
    if (face[at] === 0 || inner[at]! > 0.9) continue
    const lighter = smoothStep(4, 12, lab.l[at]! - tone.l)
    const paler = smoothStep(5, 11, Math.hypot(lab.a[at]! - tone.a, lab.b[at]! - tone.b))
    face[at]! *= 1 - lighter * paler
  }
}

interface SkinInput {
  readonly lab: LabPlanes
  readonly opacity: Float32Array
  readonly face: Float32Array
  readonly tone: { readonly l: number; readonly a: number; readonly b: number }
  readonly width: number
  readonly rows: number
  readonly sitter: Sitter
  readonly top: number
}

/** Skin's colour, in patches that hang on the face: a tie of skin's colour lies behind a collar. */
const findBareSkin = ({ lab, opacity, face, tone, width, rows, sitter, top }: SkinInput): Float32Array => {
  const { faceWidthPx, chin } = sitter
  const skin = new Float32Array(rows * width)
  let strictness = 1
  for (let at = 0; at < skin.length; at++) {
    // The further from the face, the likelier it is a tie.
    if (at % width === 0) strictness = 1 + 0.9 * smoothStep(0.04, 0.3, (top + at / width - chin.y) / faceWidthPx)
    if (opacity[at]! < 0.4) continue
    const da = (lab.a[at]! - tone.a) / 8
    const db = (lab.b[at]! - tone.b) / 9
    const dl = lab.l[at]! - tone.l
    // A neck lies in the chin's shadow: far darker is still skin, far lighter is cloth.
    const off = (da * da + db * db) * strictness + (dl > 0 ? (dl * dl) / 121 : (dl * dl) / 900)
    if (off > 5.2) continue
    skin[at] = smoothStep(0.08, 0.4, Math.exp(-0.5 * off)) * smoothStep(0.4, 0.9, opacity[at]!)
  }
  const patches = boxBlur(skin, width, rows, Math.max(1, faceWidthPx * 0.012))
  const mask = new Uint8Array(skin.length)
  for (let at = 0; at < mask.length; at++) mask[at] = patches[at]! > 0.6 || face[at]! > 0.5 ? 1 : 0
  const { labels } = labelComponents(mask, width, rows)
  const ofFace = labels[face.findIndex((value) => value > 0.99)] ?? 0
  const near = patches
  for (let at = 0; at < mask.length; at++) near[at] = labels[at] === ofFace && ofFace > 0 ? 1 : 0
  boxBlur(near, width, rows, Math.max(1, faceWidthPx * 0.012), near)
  for (let at = 0; at < skin.length; at++) skin[at]! *= smoothStep(0.1, 0.6, near[at]!)
  return skin
}
