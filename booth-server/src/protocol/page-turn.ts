/** In the page's address: by turns `odd` and `even`, so that a browser changes its process with the page. */
export const turnParameter = 'turn'

/** Of a query. On odd turns the page is sent isolated from others (`Cross-Origin-Embedder-Policy`), on even ones not. */
export const isOddTurn = (query: string): boolean => /(^|[?&])turn=odd(&|$)/.test(query)
