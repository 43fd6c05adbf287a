import {
  type EditId,
  type Edits,
  type EditsOfKind,
  editIds,
  kindOfEdit,
  type VisitView,
} from '@quickid/booth-server/protocol'
import { createEffect, createSignal, For, Show } from 'solid-js'
import { Icon } from '../../components/icon.tsx'
import { useBooth } from '../../store/booth-store.tsx'
import { EditChoice } from './edit-choice.tsx'
import { EditSlider, EditSwitch } from './edit-controls.tsx'

type ReviewView = Extract<VisitView, { state: 'review' }>

/** How long a finger may rest on a slider before the darkroom is asked: it works on each value it gets. */
const SLIDER_SETTLE_MS = 250

/** Edits in the protocol's order; sliders and switches that follow each other share a group. */
const groups: readonly (readonly EditId[])[] = editIds.reduce<EditId[][]>((made, id) => {
  const last = made.at(-1)
  const isSmall = kindOfEdit(id) !== 'choice'
  if (isSmall && last?.every((each) => kindOfEdit(each) !== 'choice')) last.push(id)
  else made.push([id])
  return made
}, [])

/** A control for every edit that document and catalogue leave to the customer; else the reason why not. */
export const AdjustPanel = (props: { readonly view: ReviewView }) => {
  const booth = useBooth()
  const words = () => booth.words().review
  const document = () => booth.documentById(props.view.documentId)
  // What the visitor set and the server has not answered yet; the server's word replaces it.
  const [wanted, setWanted] = createSignal<Edits>(props.view.edits)
  createEffect(() => {
    const fromServer = props.view.edits
    if (!props.view.isWorking) setWanted(fromServer)
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const change = (id: EditId, value: Edits[EditId], waitMs = 0) => {
    const edits: Edits = { ...wanted(), [id]: value }
    setWanted(edits)
    clearTimeout(timer)
    timer = setTimeout(() => booth.send({ kind: 'edit', edits }), waitMs)
  }

  const control = (id: EditId) => {
    const value = () => wanted()[id]
    switch (kindOfEdit(id)) {
      case 'amount':
        return <EditSlider id={id} share={Number(value())} onChange={(share) => change(id, share, SLIDER_SETTLE_MS)} />
      case 'switch':
        return <EditSwitch id={id} isOn={value() === true} onChange={(isOn) => change(id, isOn)} />
      case 'choice':
        return (
          <EditChoice
            id={id as EditsOfKind<'choice'>}
            documentId={props.view.documentId}
            chosen={value() as string | null}
            onChange={(chosen) => change(id, chosen)}
          />
        )
    }
  }
  const unlocked = (ids: readonly EditId[]) => ids.filter((id) => !props.view.locks[id])

  return (
    <Show
      when={!props.view.isEditLocked}
      fallback={
        <div class="locked">
          <span class="locked-icon">
            <Icon name="lock" />
          </span>
          <h2>{words().locked}</h2>
          <p>{words().lockedWhy}</p>
        </div>
      }
    >
      <div class="adjust">
        <Show when={props.view.editFault}>
          {(fault) => (
            <p class="notice" data-tone="fail" role="alert">
              <Icon name="alert" />
              <span>
                {booth.codes().faults[fault()].title}. {words().unchanged}
              </span>
            </p>
          )}
        </Show>
        <Show when={document()?.editPolicy === 'unstated'}>
          <p class="notice" data-tone="warn">
            <Icon name="alert" />
            <span>{words().unstated}</span>
          </p>
        </Show>
        <For each={groups}>
          {(ids) => (
            <Show when={unlocked(ids).length > 0}>
              <Show when={kindOfEdit(ids[0]!) !== 'choice'} fallback={<For each={unlocked(ids)}>{control}</For>}>
                <div class="adjust-rows">
                  <For each={unlocked(ids)}>{control}</For>
                </div>
              </Show>
            </Show>
          )}
        </For>
      </div>
    </Show>
  )
}
