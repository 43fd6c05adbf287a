/** A header that every request which changes something must carry: another site's form can't send it. */
export const consoleHeader = 'quickid-console'
