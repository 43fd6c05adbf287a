import { createSignal, Match, Show, Switch } from 'solid-js'
import type { BoothView } from '../../../fleet/console-api/console-api.ts'
import { api } from '../api.ts'
import type { FleetStore } from '../fleet-store.ts'
import { formatAgo, formatCount, formatTime } from '../format.ts'
import { words } from '../words/index.ts'
import { Modal } from './modal.tsx'

type Open = 'rename' | 'retire' | 'release' | null

export const BoothRow = (props: { booth: BoothView; fleet: FleetStore; nowMs: number }) => {
  const [open, setOpen] = createSignal<Open>(null)
  const close = () => setOpen(null)
  const title = () => props.booth.name || words().unnamed

  const rename = async (event: SubmitEvent) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'))
    await props.fleet.act(api.rename(props.booth, name))
    close()
  }
  const confirm = async (work: typeof api.retire) => {
    await props.fleet.act(work(props.booth))
    close()
  }

  return (
    <li class="booth" data-status={props.booth.status}>
      <div class="booth-head">
        <h3 classList={{ unnamed: props.booth.name === '' }}>{title()}</h3>
        <span class="status">{words().status[props.booth.status]}</span>
        <code class="booth-id">{props.booth.id}</code>
      </div>
      <dl class="booth-facts">
        <div>
          <dt>{words().lastSeen}</dt>
          <dd>
            <Show when={props.booth.lastSeenAt} fallback={words().never}>
              {(at) => (
                <time datetime={at()} title={formatTime(at())}>
                  {formatAgo(at(), props.nowMs)}
                </time>
              )}
            </Show>
          </dd>
        </div>
        <div>
          <dt>{words().records}</dt>
          <dd>{formatCount(props.booth.recordCount)}</dd>
        </div>
        <div>
          <dt>{words().version}</dt>
          <dd>{props.booth.appVersion}</dd>
        </div>
      </dl>
      <div class="actions">
        <Show when={props.booth.status === 'quarantined'}>
          <button type="button" onClick={() => setOpen('release')}>
            {words().release}
          </button>
        </Show>
        <button
          type="button"
          class="quiet"
          aria-label={`${words().rename}: ${title()}`}
          onClick={() => setOpen('rename')}
        >
          {words().rename}
        </button>
        <Show when={props.booth.status !== 'retired'}>
          <button
            type="button"
            class="quiet danger-text"
            aria-label={`${words().retire}: ${title()}`}
            onClick={() => setOpen('retire')}
          >
            {words().retire}
          </button>
        </Show>
      </div>
      <Show when={props.booth.status === 'quarantined'}>
        <p class="booth-note">{words().quarantineLead}</p>
      </Show>

      <Switch>
        <Match when={open() === 'rename'}>
          <Modal title={words().rename} onClose={close}>
            <form onSubmit={rename}>
              <label>
                {words().boothName}
                <input name="name" value={props.booth.name} maxlength="60" autofocus autocomplete="off" />
              </label>
              <div class="actions end">
                <button type="button" onClick={close}>
                  {words().cancel}
                </button>
                <button type="submit" class="primary">
                  {words().save}
                </button>
              </div>
            </form>
          </Modal>
        </Match>
        <Match when={open() === 'retire'}>
          <Modal title={words().retireTitle} onClose={close}>
            <p>
              <strong>{title()}</strong> <code>{props.booth.id}</code>
            </p>
            <p>{words().retireLead}</p>
            <div class="actions end">
              <button type="button" onClick={close}>
                {words().cancel}
              </button>
              <button type="button" class="danger" onClick={() => confirm(api.retire)}>
                {words().retire}
              </button>
            </div>
          </Modal>
        </Match>
        <Match when={open() === 'release'}>
          <Modal title={words().releaseTitle} onClose={close}>
            <p>{words().releaseLead}</p>
            <div class="actions end">
              <button type="button" onClick={close}>
                {words().cancel}
              </button>
              <button type="button" class="primary" onClick={() => confirm(api.release)}>
                {words().release}
              </button>
            </div>
          </Modal>
        </Match>
      </Switch>
    </li>
  )
}
