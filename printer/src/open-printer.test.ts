import { expect, test } from 'vitest'
import { IppPrinter } from './ipp/ipp-printer.ts'
import { openPrinter } from './open-printer.ts'
import { VirtualPrinter } from './virtual/virtual-printer.ts'

test.each([
  ['virtual:', VirtualPrinter],
  ['virtual:?seconds=1&sheets=3', VirtualPrinter],
  ['ipp://localhost:8631/ipp/print', IppPrinter],
  ['IPPS://printer.local/ipp/print', IppPrinter],
])('openPrinter chooses the driver of %s by its scheme', (url, driver) => {
  const printer = openPrinter(url)
  expect(printer).toBeInstanceOf(driver)
  expect(printer.url).toBe(url)
})

test.each(['', 'usb://canon/selphy', '/dev/usb/lp0', 'http://localhost:631/', 'ipp://'])(
  'openPrinter refuses "%s" with printer.url',
  (url) => {
    expect(() => openPrinter(url)).toThrow(/printer\.url/)
  },
)
