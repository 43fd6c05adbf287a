import type { Page } from 'playwright-core'

/** Waits until the page shows that state of the visit with nothing over it: it controls the booth. */
export const untilInControl = async (page: Page, state = 'attract'): Promise<void> => {
  await page.locator(`[data-screen="${state}"]`).waitFor({ timeout: 60_000 })
  await page.locator('dialog').waitFor({ state: 'detached', timeout: 60_000 })
}

export const untilDialog = (page: Page, name: 'occupied' | 'superseded' | 'offline'): Promise<void> =>
  page.locator(`[data-dialog="${name}"]`).waitFor({ timeout: 60_000 })
