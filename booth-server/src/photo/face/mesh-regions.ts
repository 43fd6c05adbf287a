import type { Point } from '../imaging/values.ts'
import type { Landmarks } from './values.ts'

/**
 * Which points of the 468-point face mesh outline which part of the face, in drawing order. Left and right are the
 * person's. Source: MediaPipe Face Mesh's canonical topology.
 */
export const meshRegions = {
  faceOval: [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
  ],
  rightEye: [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246],
  leftEye: [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466],
  rightBrow: [46, 53, 52, 65, 55, 107, 66, 105, 63, 70],
  leftBrow: [276, 283, 282, 295, 285, 336, 296, 334, 293, 300],
  lips: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185],
  innerMouth: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191],
  nostrils: [98, 97, 2, 326, 327, 294, 278, 344, 440, 275, 4, 45, 220, 115, 48, 64],
  /** From the lower lid down to the cheek: where dark rings lie. */
  underRightEye: [226, 31, 228, 229, 230, 231, 232, 233, 244, 245, 128, 121, 120, 119, 118, 117, 111, 143],
  underLeftEye: [446, 261, 448, 449, 450, 451, 452, 453, 464, 465, 357, 350, 349, 348, 347, 346, 340, 372],
  rightCheek: [117, 118, 101, 36, 205, 187, 123],
  leftCheek: [346, 347, 330, 266, 425, 411, 352],
  forehead: [109, 10, 338, 337, 9, 108],
} as const satisfies Record<string, readonly number[]>

export type MeshRegion = keyof typeof meshRegions

export const regionPoints = ({ points }: Landmarks, region: MeshRegion): Point[] =>
  meshRegions[region].map((index) => ({ x: points[index * 3]!, y: points[index * 3 + 1]! }))
