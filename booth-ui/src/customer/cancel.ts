import type { VisitView } from '@quickid/booth-server/protocol'

/** What a cancel would lose in that state, so that it asks first; null = nothing, it cancels at once. */
export const lossOnCancel = (view: VisitView | null): 'photo' | 'printing' | null => {
  switch (view?.state) {
    case 'developing':
    case 'review':
      return 'photo'
    case 'printing':
      return 'printing'
    default:
      return null
  }
}
