import type { BoothStatus, StaffView } from '@quickid/booth-server/protocol'

const camera = { ok: true, detail: '30 frames/s' } as const
const darkroom = { ok: true } as const

export const wellStatus: BoothStatus = { camera, printer: { ok: true }, darkroom, needsStaff: false }

export const outOfPaperStatus: BoothStatus = {
  camera,
  printer: { ok: false, fault: 'printer.media-empty', detail: 'media-empty-error' },
  darkroom,
  needsStaff: true,
}

export const straySheetStatus: BoothStatus = {
  camera,
  printer: { ok: false, fault: 'printer.stray-sheet', detail: 'ipp://printer.local/ipp/print' },
  darkroom,
  needsStaff: true,
}

export const troubledStaff: StaffView = {
  printer: {
    name: 'Dye sublimation printer, slot 1',
    state: 'stopped',
    reasons: ['media-empty-error', 'marker-supply-low-warning'],
    mediaLeft: 0,
    supplies: [{ name: 'Ribbon YMCO', percent: 8 }],
  },
  camera: { name: 'UVC camera 4K', framesPerSecond: 29.9 },
  queue: [
    { ledgerId: '7c1e', documentId: 'cn-passport', status: 'unknown', destroyedInS: null, at: '2026-03-02T09:41:00Z' },
    {
      ledgerId: '7c1f',
      documentId: 'us-visa',
      status: 'needs-attention',
      destroyedInS: null,
      at: '2026-03-02T09:48:00Z',
    },
  ],
  counts: {
    visitsToday: 37,
    sheetsToday: 52,
    sheetsTotal: 12_804,
  },
  fleet: {
    isEnrolled: true,
    url: 'https://fleet.example.org',
    recordsToSync: 3,
    lastSyncAt: '2026-03-02T09:30:00Z',
  },
}

export const calmStaff: StaffView = {
  ...troubledStaff,
  printer: {
    name: 'Dye sublimation printer, slot 1',
    state: 'idle',
    reasons: ['none'],
    mediaLeft: 412,
    supplies: [{ name: 'Ribbon YMCO', percent: 71 }],
  },
  queue: [],
}

/** What an earlier run left in the printer, after a power cut. */
export const leftStaff: StaffView = {
  ...calmStaff,
  queue: [
    {
      ledgerId: '7c1a',
      documentId: 'cn-passport',
      status: 'held',
      destroyedInS: 790,
      at: '2026-03-02T09:41:00Z',
    },
    { ledgerId: '7c1b', documentId: 'us-visa', status: 'stray', destroyedInS: null, at: '2026-03-02T09:44:00Z' },
    { ledgerId: '7c1c', documentId: 'us-visa', status: 'in-doubt', destroyedInS: null, at: '2026-03-02T09:48:00Z' },
  ],
}
