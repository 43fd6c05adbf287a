import { along, distance, type HeadAxes, midpoint } from './mesh.ts'
import type { Gaze, Iris, Irises } from './values.ts'

/** Visible iris of adults: 11.7 mm with a standard deviation of 0.4 (Caroline and Andre 2002), the eye's own ruler. */
const IRIS_MM = 11.7
/** From the eyeball's centre of rotation to the plane of the iris. */
const ROTATION_MM = 10
/**
 * The lids' corners lie in front of that centre, and the iris of who looks straight a little over their line: a turned
 * head moves an iris that looks at the camera by the sine of the turn times this. Found on portraits with heads turned
 * by up to 28 degrees and nodding by up to 22 whose eyes look at the camera: 2.5 degrees are left sideways, 4 up and down.
 */
const CORNERS_FORWARD_MM = { aside: 7, up: 3 } as const
const REST_UP_MM = 1.6

const radians = (degrees: number) => (degrees * Math.PI) / 180
const degreesOf = (sine: number) => (Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI

/** Where both eyes look against the camera, from the irises' places between the lids' corners and the head's pose. */
export const gazeOf = (
  { right, left }: Irises,
  pose: { readonly yawDeg: number; readonly pitchDeg: number },
  axes: HeadAxes,
): Gaze => {
  const mmPerPx = IRIS_MM / ((right.diameterPx + left.diameterPx) / 2)
  const mean = (axis: HeadAxes['right']) =>
    ([right, left].reduce((sum, eye) => sum + along(axis, midpoint(eye.outer, eye.inner), eye.centre), 0) / 2) * mmPerPx
  const aside = mean(axes.right) + CORNERS_FORWARD_MM.aside * Math.sin(radians(pose.yawDeg))
  const up = -mean(axes.down) - REST_UP_MM + CORNERS_FORWARD_MM.up * Math.sin(radians(pose.pitchDeg))
  return { asideDeg: degreesOf(aside / ROTATION_MM), upDeg: degreesOf(up / ROTATION_MM) }
}

/** Pairs of lower and upper lid around the middle of the eye, in the iris model's contour. */
const LIDS = [3, 4, 5] as const
const UPPER = 8

/** Widest gap between the lids, px: the iris model sees shut eyes where the mesh keeps them open. */
export const lidGapOf = ({ contour }: Iris): number => {
  const at = (index: number) => ({ x: contour[2 * index]!, y: contour[2 * index + 1]! })
  return Math.max(...LIDS.map((lower) => distance(at(lower), at(lower + UPPER))))
}
