import type { BoothStatus, StaffView } from '@quickid/booth-server/protocol'
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Icon, type IconName } from '../components/icon.tsx'
import { formatMoment, formatNumber } from '../i18n/format.ts'
import { printerReasonWords } from '../i18n/printer-reason.ts'
import { useBooth } from '../store/booth-store.tsx'

/** Nobody touched the panel this long: it signs out. */
const RELOCK_MS = 60_000
const RELOCK_WARN_S = 20

const Card = (props: {
  readonly icon: IconName
  readonly title: string
  readonly tone: 'ok' | 'bad' | 'plain'
  readonly state?: string
  readonly children: JSX.Element
}) => (
  <section class="staff-card" data-tone={props.tone}>
    <header>
      <Icon name={props.icon} />
      <h3>{props.title}</h3>
      <Show when={props.state}>
        <span class="staff-state">{props.state}</span>
      </Show>
    </header>
    {props.children}
  </section>
)

const Fact = (props: { readonly label: string; readonly children: JSX.Element }) => (
  <div class="fact">
    <dt>{props.label}</dt>
    <dd class="number">{props.children}</dd>
  </div>
)

const useRelock = (signOut: () => void) => {
  const [leftSeconds, setLeftSeconds] = createSignal(RELOCK_MS / 1000)
  let touchedAtMs = performance.now()
  const touch = () => {
    touchedAtMs = performance.now()
    setLeftSeconds(RELOCK_MS / 1000)
  }
  const timer = setInterval(() => {
    const leftMs = touchedAtMs + RELOCK_MS - performance.now()
    setLeftSeconds(Math.max(0, Math.ceil(leftMs / 1000)))
    if (leftMs <= 0) signOut()
  }, 1_000)
  window.addEventListener('pointerdown', touch)
  window.addEventListener('keydown', touch)
  onCleanup(() => {
    clearInterval(timer)
    window.removeEventListener('pointerdown', touch)
    window.removeEventListener('keydown', touch)
  })
  return leftSeconds
}

const PrinterCard = (props: {
  readonly view: StaffView['printer']
  readonly health: BoothStatus['printer'] | undefined
}) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const reasons = () =>
    props.view.reasons.map((reason) => printerReasonWords(reason, booth.words())).filter((each) => each !== null)
  const isWell = () => props.view.state === 'idle' || props.view.state === 'processing'
  return (
    <Card
      icon="printer"
      title={words().printer}
      tone={isWell() ? 'ok' : 'bad'}
      state={words().printerStates[props.view.state]}
    >
      <p class="staff-name">{props.view.name}</p>
      <ul class="reasons">
        <For each={reasons()} fallback={<li class="is-none">{words().noReasons}</li>}>
          {(reason) => (
            <li>
              <Icon name="alert" />
              {reason}
            </li>
          )}
        </For>
      </ul>
      <dl>
        <Fact label={words().paper}>
          {props.view.mediaLeft === null ? words().notTold : words().sheetsLeft(props.view.mediaLeft)}
        </Fact>
        <For each={props.view.supplies}>
          {(supply) => (
            <Fact label={supply.name}>
              {supply.percent === null ? words().notTold : `${formatNumber(supply.percent, booth.locale(), 0)} %`}
              <Show when={supply.percent !== null}>
                <span class="supply" classList={{ 'is-low': (supply.percent ?? 100) <= 10 }}>
                  <i style={{ width: `${supply.percent ?? 0}%` }} />
                </span>
              </Show>
            </Fact>
          )}
        </For>
      </dl>
      <Button
        icon="printer"
        label={words().resume}
        onPress={() => booth.send({ kind: 'staff-action', action: 'resume-printer' })}
      />
    </Card>
  )
}

const QueueCard = (props: { readonly queue: StaffView['queue'] }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const hasUnknown = () => props.queue.some(({ status }) => status === 'unknown')
  const labelOf = (id: string) => booth.documentById(id)?.name[booth.locale()] ?? id
  return (
    <Card icon="tray" title={words().queue} tone={hasUnknown() ? 'bad' : 'plain'} state={String(props.queue.length)}>
      <ul class="queue">
        <For each={props.queue} fallback={<li class="is-none">{words().queueEmpty}</li>}>
          {(print) => (
            <li data-status={print.status}>
              <span class="queue-name">{labelOf(print.documentId)}</span>
              <span class="queue-at number">{formatMoment(print.at, booth.locale())}</span>
              <span class="queue-status">{words().queueStates[print.status]}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={hasUnknown()}>
        <p class="staff-hint">{words().settleLead}</p>
        <Button
          icon="check"
          label={words().settle}
          onPress={() => booth.send({ kind: 'staff-action', action: 'release-unknown-print' })}
        />
      </Show>
    </Card>
  )
}

const HealthText = (props: { readonly health: BoothStatus['camera'] | undefined }) => {
  const booth = useBooth()
  return (
    <Show when={props.health}>
      {(health) => {
        const fault = () => {
          const now = health()
          return now.ok ? null : now.fault
        }
        return (
          <Show when={fault()} fallback={<p class="staff-hint">{health().detail}</p>}>
            {(code) => (
              <p class="staff-hint is-bad">
                {booth.codes().faults[code()].title} <small>{health().detail}</small>
              </p>
            )}
          </Show>
        )
      }}
    </Show>
  )
}

/** Behind the PIN: what the venue's staff need to keep the booth going, in words. No picture, no person. */
export const StaffPanel = (props: { readonly view: StaffView }) => {
  const booth = useBooth()
  const words = () => booth.words().staff
  const signOut = () => {
    booth.send({ kind: 'staff-sign-out' })
    booth.setStaffOpen(false)
  }
  const leftSeconds = useRelock(signOut)
  const status = () => booth.snapshot().status
  const count = (value: number) => formatNumber(value, booth.locale(), 0)
  return (
    <Dialog
      name="staff-panel"
      look="full"
      title={booth.snapshot().hello?.boothName ?? words().title}
      onDismiss={signOut}
    >
      <div class="staff-bar">
        <span class="staff-relock number">{leftSeconds() <= RELOCK_WARN_S ? words().relock(leftSeconds()) : ''}</span>
        <Button look="primary" icon="lock" label={words().signOut} onPress={signOut} />
      </div>
      <div class="staff-grid scroll">
        <PrinterCard view={props.view.printer} health={status()?.printer} />
        <QueueCard queue={props.view.queue} />
        <Card
          icon="camera"
          title={words().camera}
          tone={status()?.camera.ok === false ? 'bad' : 'ok'}
          state={words().framesPerSecond(formatNumber(props.view.camera.framesPerSecond, booth.locale()))}
        >
          <p class="staff-name">{props.view.camera.name}</p>
          <HealthText health={status()?.camera} />
          <Button
            icon="retake"
            label={words().reopen}
            onPress={() => booth.send({ kind: 'staff-action', action: 'reopen-camera' })}
          />
        </Card>
        <Card icon="note" title={words().counts} tone="plain">
          <dl>
            <Fact label={words().visitsToday}>{count(props.view.counts.visitsToday)}</Fact>
            <Fact label={words().sheetsToday}>{count(props.view.counts.sheetsToday)}</Fact>
            <Fact label={words().sheetsTotal}>{count(props.view.counts.sheetsTotal)}</Fact>
          </dl>
        </Card>
        <Card
          icon="globe"
          title={words().fleet}
          tone="plain"
          state={props.view.fleet.isEnrolled ? words().enrolled : words().notEnrolled}
        >
          <Show when={props.view.fleet.url}>{(url) => <p class="staff-name">{url()}</p>}</Show>
          <dl>
            <Fact label={words().recordsToSync}>{count(props.view.counts.recordsToSync)}</Fact>
            <Fact label={words().lastSync}>
              {props.view.counts.lastSyncAt === null
                ? words().never
                : formatMoment(props.view.counts.lastSyncAt, booth.locale())}
            </Fact>
          </dl>
        </Card>
        <Card
          icon="memory"
          title={words().darkroom}
          tone={status()?.darkroom.ok === false ? 'bad' : 'ok'}
          {...(status()?.darkroom.ok ? { state: words().working } : {})}
        >
          <HealthText health={status()?.darkroom} />
          <dl>
            <Fact label={words().version}>{booth.snapshot().hello?.appVersion}</Fact>
          </dl>
        </Card>
      </div>
    </Dialog>
  )
}
