import type { GuidanceCode } from '@quickid/booth-server/protocol'
import type { IconName } from '../components/icon.tsx'

/**
 * How near the visitor is to a photo, 0..1: the codes come most important first, so each one means that those before
 * it are met.
 */
export const guidanceProgress: Readonly<Record<GuidanceCode, number>> = {
  'no-face': 0,
  'several-faces': 0.08,
  'move-closer': 0.3,
  'move-back': 0.3,
  'move-left': 0.5,
  'move-right': 0.5,
  'move-up': 0.5,
  'move-down': 0.5,
  'look-straight': 0.68,
  'level-head': 0.68,
  'too-dark': 0.8,
  'too-bright': 0.8,
  'hold-still': 0.92,
  ready: 1,
}

/** The live picture is mirrored: the visitor's left is on the left of the screen, and so are the arrows. */
export const guidanceIcon: Readonly<Record<GuidanceCode, IconName>> = {
  'no-face': 'person',
  'several-faces': 'people',
  'move-closer': 'closer',
  'move-back': 'away',
  'move-left': 'left',
  'move-right': 'right',
  'move-up': 'up',
  'move-down': 'down',
  'look-straight': 'lens',
  'level-head': 'level',
  'too-dark': 'sun',
  'too-bright': 'sun',
  'hold-still': 'still',
  ready: 'check',
}
