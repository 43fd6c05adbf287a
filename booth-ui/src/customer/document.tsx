import type { VisitView } from '@quickid/booth-server/protocol'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { DocumentFinder } from './document-finder.tsx'

/** What the photo is for. */
export const DocumentScreen = (props: {
  readonly view: Extract<VisitView, { state: 'document' }>
  readonly onCancel: () => void
}) => {
  const booth = useBooth()
  const words = () => booth.words().document
  return (
    <Screen name={props.view.state} step="document" title={words().title} lead={words().lead} onCancel={props.onCancel}>
      <DocumentFinder onChoose={(documentId) => booth.send({ kind: 'choose-document', documentId })} />
    </Screen>
  )
}
