import { stepIds, type VisitView } from '@quickid/booth-server/protocol'
import { figures } from '../components/person-figure.tsx'
import { PrintFigure } from '../components/print-figure.tsx'
import { Screen } from '../components/screen.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { useDocumentWords } from './document-words.ts'
import './developing.css'

/** A print that comes up out of blank paper while the darkroom works, step by step. */
export const Developing = (props: {
  readonly view: Extract<VisitView, { state: 'developing' }>
  readonly onCancel: () => void
}) => {
  const booth = useBooth()
  const document = useDocumentWords(() => props.view.documentId)
  const words = () => booth.words().developing
  const done = () => (props.view.step === null ? 0 : stepIds.indexOf(props.view.step) + 1)
  const share = () => done() / stepIds.length
  const stepWords = () => (props.view.step === null ? words().begin : booth.codes().steps[props.view.step])
  return (
    <Screen name="developing" step="photo" title={words().title} isTitleHidden onCancel={props.onCancel}>
      <div class="developing">
        <div
          class="developing-print"
          style={{
            '--share': `${share()}`,
            'aspect-ratio': `${document.summary()?.widthMm ?? 35} / ${document.summary()?.heightMm ?? 45}`,
          }}
        >
          <div class="developing-image">
            <PrintFigure
              widthMm={document.summary()?.widthMm ?? 35}
              heightMm={document.summary()?.heightMm ?? 45}
              colour="#eef0ea"
              figure={figures[5]}
            />
          </div>
        </div>
        <div class="developing-words">
          <p class="developing-title as-title">{words().title}</p>
          <div
            class="developing-bar"
            role="progressbar"
            aria-label={words().title}
            aria-valuemin="0"
            aria-valuemax={stepIds.length}
            aria-valuenow={done()}
            aria-valuetext={stepWords()}
          >
            <span style={{ transform: `scaleX(${Math.max(0.02, share())})` }} />
          </div>
          <p class="developing-step" role="status">
            {stepWords()}
          </p>
          <p class="developing-lead">{words().lead}</p>
        </div>
      </div>
    </Screen>
  )
}
