import type { VisitView } from '@quickid/booth-server/protocol'
import { createSignal, Show } from 'solid-js'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { useBooth } from '../../store/booth-store.tsx'

const MAX_SHEETS = 9

/** Take it again, how many sheets, print; and before that, why printing is not possible now. */
export const PrintBar = (props: { readonly view: Extract<VisitView, { state: 'review' }> }) => {
  const booth = useBooth()
  const [sheets, setSheets] = createSignal(1)
  const words = () => booth.words().review
  const isFailed = () => props.view.verdict === 'fail'
  const printLabel = () =>
    isFailed() ? words().printAnyway({ sheets: sheets() }) : words().print({ sheets: sheets() })
  return (
    <div class="print-bar">
      <Show when={props.view.printFault}>
        {(fault) => (
          <div class="print-fault" role="alert" data-fault={fault()}>
            <Icon name="printer" />
            <div>
              <strong>{booth.codes().faults[fault()].title}</strong>
              <p>{booth.codes().faults[fault()].advice}</p>
            </div>
          </div>
        )}
      </Show>
      <div class="print-row">
        <Button
          look={isFailed() ? 'primary' : 'secondary'}
          size="large"
          icon="retake"
          hook="retake"
          label={words().retake}
          onPress={() => booth.send({ kind: 'retake' })}
        />
        <span class="print-space" />
        {/* biome-ignore lint/a11y/useSemanticElements: two buttons and a number, no form */}
        <div class="stepper" role="group" aria-label={words().sheets}>
          <Button
            look="quiet"
            icon="minus"
            isIconOnly
            label={words().fewer}
            isDisabled={sheets() <= 1}
            onPress={() => setSheets((now) => Math.max(1, now - 1))}
          />
          <output class="stepper-number number" aria-label={words().sheets}>
            {sheets()}
          </output>
          <Button
            look="quiet"
            icon="plus"
            isIconOnly
            label={words().more}
            isDisabled={sheets() >= MAX_SHEETS}
            onPress={() => setSheets((now) => Math.min(MAX_SHEETS, now + 1))}
          />
        </div>
        <Button
          class="print-button"
          look={isFailed() ? 'secondary' : 'primary'}
          size="large"
          icon="printer"
          hook="print"
          label={printLabel()}
          isDisabled={props.view.printFault !== null || props.view.isWorking}
          onPress={() => booth.send({ kind: 'print', sheets: sheets() })}
        />
      </div>
    </div>
  )
}
