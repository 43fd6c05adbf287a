import { For, type ParentProps } from 'solid-js'
import { formatMm } from '../i18n/format.ts'
import { useBooth } from '../store/booth-store.tsx'
import './measured-frame.css'

const ticks = (lengthMm: number): { atMm: number; isTen: boolean; isFive: boolean }[] =>
  Array.from({ length: Math.floor(lengthMm) + 1 }, (_, atMm) => ({
    atMm,
    isTen: atMm % 10 === 0,
    isFive: atMm % 5 === 0,
  }))

const Ruler = (props: { readonly lengthMm: number; readonly isUpright: boolean }) => (
  <svg
    class="ruler-ticks"
    viewBox={props.isUpright ? `0 0 4 ${props.lengthMm}` : `0 0 ${props.lengthMm} 4`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <For each={ticks(props.lengthMm)}>
      {({ atMm, isTen, isFive }) => {
        const reach = isTen ? 0 : isFive ? 1.4 : 2.5
        return props.isUpright ? (
          <line x1={reach} x2="4" y1={atMm} y2={atMm} vector-effect="non-scaling-stroke" />
        ) : (
          <line y1={reach} y2="4" x1={atMm} x2={atMm} vector-effect="non-scaling-stroke" />
        )
      }}
    </For>
  </svg>
)

/**
 * A picture with rulers in millimetres along its top and left side, as large as the place allows, in the print's
 * proportions.
 */
export const MeasuredFrame = (props: ParentProps<{ readonly widthMm: number; readonly heightMm: number }>) => {
  const booth = useBooth()
  return (
    <div class="measured">
      <div
        class="measured-fit"
        style={{
          '--aspect': `${props.widthMm / props.heightMm}`,
          'aspect-ratio': `${props.widthMm} / ${props.heightMm}`,
        }}
      >
        <div class="measured-ruler is-top">
          <span class="measured-label number">{formatMm(props.widthMm, booth.locale())}</span>
          <Ruler lengthMm={props.widthMm} isUpright={false} />
        </div>
        <div class="measured-ruler is-left">
          <span class="measured-label number">{formatMm(props.heightMm, booth.locale())}</span>
          <Ruler lengthMm={props.heightMm} isUpright={true} />
        </div>
        <div class="measured-print">{props.children}</div>
      </div>
    </div>
  )
}
