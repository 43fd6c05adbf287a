import { expect, test } from 'vitest'
import { IppPrinter } from './ipp/ipp-printer.ts'
import { openPrinter } from './open-printer.ts'
import { VirtualPrinter } from './virtual/virtual-printer.ts'

test.each([
  ['virtual:', VirtualPrinter],
  ['virtual:?seconds=1&sheets=3', VirtualPrinter],
  ['ipp://localhost:8631/ipp/print', IppPrinter],
  ['IPPS://printer.local/ipp/print', IppPrinter],
])('%s', (url, driver) => {
  const printer = openPrinter(url)
  expect(printer).toBeInstanceOf(driver)
  expect(printer.url).toBe(url)
})

test.each(['', 'usb://canon/selphy', '/dev/usb/lp0', 'http://localhost:631/', 'ipp://'])(
  '"%s" is a clear error',
  (url) => {
    expect(() => openPrinter(url)).toThrow(/printer\.url/)
  },
)
