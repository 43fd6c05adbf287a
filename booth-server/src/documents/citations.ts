/** The source that most entries share: tables that its authors transcribed from the authorities' pages. */
export const A_BOX = 'A-Box-of-Tools/website, id-photo specs.js (transcribed from the authorities)'

/** When the sources were read, ISO month. */
export const READ_ON = '2026-08'
