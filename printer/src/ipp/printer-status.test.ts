import { describe, expect, test } from 'vitest'
import type { PrinterFault } from '../printer.ts'
import { statusFrom } from './printer-status.ts'

const url = 'ipp://localhost/ipp/print'

describe('the fault that a printer’s attributes stand for', () => {
  test.each<[string, Record<string, unknown>, PrinterFault | null]>([
    ['a ready printer', { 'printer-state': 'idle', 'printer-state-reasons': 'none' }, null],
    ['a report', { 'printer-state-reasons': 'media-empty-report' }, null],
    ['a warning, since another tray may be full', { 'printer-state-reasons': 'media-empty-warning' }, null],
    ['an error', { 'printer-state-reasons': 'media-empty-error' }, 'media-empty'],
    ['a reason without a suffix, which is an error', { 'printer-state-reasons': 'media-needed' }, 'media-empty'],
    ['a missing tray', { 'printer-state-reasons': 'input-tray-missing' }, 'media-empty'],
    ['an empty ribbon', { 'printer-state-reasons': 'marker-supply-empty-error' }, 'supply-empty'],
    ['a ribbon that is low', { 'printer-state-reasons': 'marker-supply-low-warning' }, null],
    ...['media-low', 'toner-low', 'marker-supply-low', 'opc-near-eol', 'com.example-flux-low'].map(
      (reason): [string, Record<string, unknown>, null] => [
        `${reason} without a suffix, a warning by its meaning`,
        { 'printer-state-reasons': reason },
        null,
      ],
    ),
    ...['marker-waste-almost-full', 'marker-ink-almost-empty', 'cleaner-life-almost-over'].map(
      (reason): [string, Record<string, unknown>, null] => [
        `${reason} without a suffix`,
        { 'printer-state-reasons': reason },
        null,
      ],
    ),
    ['marker-waste-full, which is no warning', { 'printer-state-reasons': 'marker-waste-full' }, 'supply-empty'],
    ['a jam', { 'printer-state-reasons': ['media-jam-error'] }, 'jam'],
    ['an open door', { 'printer-state-reasons': 'door-open' }, 'cover-open'],
    [
      'a printer that is off behind a CUPS queue with a job',
      { 'printer-state': 'processing', 'printer-state-reasons': 'connecting-to-device' },
      'unavailable',
    ],
    [
      'an idle CUPS queue that still names the device of the job before',
      { 'printer-state': 'idle', 'printer-state-reasons': 'connecting-to-device' },
      null,
    ],
    ['a paused printer', { 'printer-state': 'stopped', 'printer-state-reasons': 'paused' }, 'stopped'],
    ['a printer that is about to pause', { 'printer-state-reasons': 'moving-to-paused' }, 'stopped'],
    ['an unregistered error', { 'printer-state-reasons': 'com.example-flux-low-error' }, 'stopped'],
    ['an unregistered report', { 'printer-state-reasons': 'wifi-not-configured-report' }, null],
    ['a sleeping printer', { 'printer-state-reasons': 'hibernate' }, null],
    ['a CUPS queue that waits for its job', { 'printer-state-reasons': 'cups-waiting-for-job-completed' }, null],
    [
      'a printer that stopped and gives no reason',
      { 'printer-state': 'stopped', 'printer-state-reasons': 'none' },
      'stopped',
    ],
    [
      'a stopped printer whose warning is the cause',
      { 'printer-state': 'stopped', 'printer-state-reasons': 'media-jam-warning' },
      'jam',
    ],
    ['a printer that accepts no jobs', { 'printer-is-accepting-jobs': false }, 'rejected'],
    [
      'several reasons, of which the most urgent counts',
      { 'printer-state-reasons': ['a paused printer', 'media-empty', 'cover-open'] },
      'cover-open',
    ],
  ])('is right for %s', (_name, attributes, fault) => {
    expect(statusFrom(attributes, url).fault).toBe(fault)
  })
})

describe('supplies and paper', () => {
  test.each([
    [
      'printer-supply',
      { 'printer-supply': 'type=ink;maxcapacity=100;level=40;', 'printer-supply-description': 'Cyan' },
      'Cyan',
      40,
    ],
    [
      'printer-supply with another capacity',
      { 'printer-supply': 'type=ribbonWax;maxcapacity=400;level=100;' },
      'ribbonWax',
      25,
    ],
    [
      'printer-supply with an unknown level, which is null',
      { 'printer-supply': 'type=ink;maxcapacity=100;level=-3;' },
      'ink',
      null,
    ],
    ['printer-supply without a level, which is null', { 'printer-supply': 'type=ink;' }, 'ink', null],
    ['marker-levels', { 'marker-names': 'Ribbon', 'marker-levels': 0 }, 'Ribbon', 0],
    ['an unknown marker-levels, which is null', { 'marker-names': 'Ribbon', 'marker-levels': -1 }, 'Ribbon', null],
  ])('have the level that is given by %s', (_name, attributes, name, percent) => {
    expect(statusFrom(attributes, url).supplies).toEqual([{ name, percent }])
  })

  test.each([
    [
      'the sum of the trays that report a level',
      { 'printer-input-tray': ['level=10;name=a', 'level=-2;name=b', 'level=7;name=c'] },
      17,
    ],
    ['trays of unknown level, which are null', { 'printer-input-tray': ['level=-2;name=a', 'level=-3;name=b'] }, null],
    ['an empty tray', { 'printer-input-tray': 'level=0;name=a' }, 0],
    ['a dye-sub printer’s message', { 'marker-message': "'182 native prints remaining on '4x6' ribbon'" }, 182],
    ['no attribute at all, which is null', {}, null],
  ])('have the sheets that are given by %s', (_name, attributes, mediaLeft) => {
    expect(statusFrom(attributes, url).mediaLeft).toBe(mediaLeft)
  })
})
