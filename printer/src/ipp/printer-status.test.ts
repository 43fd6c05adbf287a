import { describe, expect, test } from 'vitest'
import type { PrinterFault } from '../printer.ts'
import { statusFrom } from './printer-status.ts'

const url = 'ipp://localhost/ipp/print'

describe('fault', () => {
  test.each<[string, Record<string, unknown>, PrinterFault | null]>([
    ['ready', { 'printer-state': 'idle', 'printer-state-reasons': 'none' }, null],
    ['a report', { 'printer-state-reasons': 'media-empty-report' }, null],
    ['a warning: the other tray may be full', { 'printer-state-reasons': 'media-empty-warning' }, null],
    ['an error', { 'printer-state-reasons': 'media-empty-error' }, 'media-empty'],
    ['no suffix is an error', { 'printer-state-reasons': 'media-needed' }, 'media-empty'],
    ['a tray that is gone', { 'printer-state-reasons': 'input-tray-missing' }, 'media-empty'],
    ['a ribbon that is used up', { 'printer-state-reasons': 'marker-supply-empty-error' }, 'supply-empty'],
    ['a ribbon that runs low', { 'printer-state-reasons': 'marker-supply-low-warning' }, null],
    ['a jam', { 'printer-state-reasons': ['media-jam-error'] }, 'jam'],
    ['an open door', { 'printer-state-reasons': 'door-open' }, 'cover-open'],
    ['switched off behind CUPS', { 'printer-state-reasons': 'connecting-to-device' }, 'unavailable'],
    ['paused', { 'printer-state': 'stopped', 'printer-state-reasons': 'paused' }, 'stopped'],
    ['about to pause', { 'printer-state-reasons': 'moving-to-paused' }, 'stopped'],
    ['an error nobody has heard of', { 'printer-state-reasons': 'com.example-flux-low-error' }, 'stopped'],
    ['a report nobody has heard of', { 'printer-state-reasons': 'wifi-not-configured-report' }, null],
    ['asleep', { 'printer-state-reasons': 'hibernate' }, null],
    ['CUPS waits for its job', { 'printer-state-reasons': 'cups-waiting-for-job-completed' }, null],
    ['stopped for no reason', { 'printer-state': 'stopped', 'printer-state-reasons': 'none' }, 'stopped'],
    [
      'stopped: a warning is its cause',
      { 'printer-state': 'stopped', 'printer-state-reasons': 'media-jam-warning' },
      'jam',
    ],
    ['takes no jobs', { 'printer-is-accepting-jobs': false }, 'rejected'],
    ['several: the first to mend', { 'printer-state-reasons': ['paused', 'media-empty', 'cover-open'] }, 'cover-open'],
  ])('%s', (_name, attributes, fault) => {
    expect(statusFrom(attributes, url).fault).toBe(fault)
  })
})

describe('supplies and paper: unknown is null, never zero', () => {
  test.each([
    [
      'PWG',
      { 'printer-supply': 'type=ink;maxcapacity=100;level=40;', 'printer-supply-description': 'Cyan' },
      'Cyan',
      40,
    ],
    ['a capacity of its own', { 'printer-supply': 'type=ribbonWax;maxcapacity=400;level=100;' }, 'ribbonWax', 25],
    ['PWG, unknown', { 'printer-supply': 'type=ink;maxcapacity=100;level=-3;' }, 'ink', null],
    ['PWG, no level', { 'printer-supply': 'type=ink;' }, 'ink', null],
    ['CUPS', { 'marker-names': 'Ribbon', 'marker-levels': 0 }, 'Ribbon', 0],
    ['CUPS, unknown', { 'marker-names': 'Ribbon', 'marker-levels': -1 }, 'Ribbon', null],
  ])('%s', (_name, attributes, name, percent) => {
    expect(statusFrom(attributes, url).supplies).toEqual([{ name, percent }])
  })

  test.each([
    [
      'trays that tell are summed',
      { 'printer-input-tray': ['level=10;name=a', 'level=-2;name=b', 'level=7;name=c'] },
      17,
    ],
    ['no tray tells', { 'printer-input-tray': ['level=-2;name=a', 'level=-3;name=b'] }, null],
    ['an empty tray', { 'printer-input-tray': 'level=0;name=a' }, 0],
    ['a dye-sub’s message', { 'marker-message': "'182 native prints remaining on '4x6' ribbon'" }, 182],
    ['nothing', {}, null],
  ])('%s', (_name, attributes, mediaLeft) => {
    expect(statusFrom(attributes, url).mediaLeft).toBe(mediaLeft)
  })
})
