import type { StaffView } from '@quickid/booth-server/protocol'
import { createSignal, onCleanup } from 'solid-js'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useBooth } from '../store/booth-store.tsx'
import { CameraCard } from './cards/camera-card.tsx'
import { CountsCard } from './cards/counts-card.tsx'
import { DarkroomCard } from './cards/darkroom-card.tsx'
import { FleetCard } from './cards/fleet-card.tsx'
import { PrinterCard } from './cards/printer-card.tsx'
import { QueueCard } from './cards/queue-card.tsx'

/** Nobody touched the panel this long: it signs out. */
const RELOCK_MS = 60_000
const RELOCK_WARN_S = 20

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
  return (
    <Dialog
      name="staff-panel"
      look="full"
      title={booth.snapshot().hello?.boothName ?? words().title}
      onDismiss={signOut}
    >
      <div class="staff-bar">
        <span class="staff-relock number">
          {leftSeconds() <= RELOCK_WARN_S ? words().relock({ seconds: leftSeconds() }) : ''}
        </span>
        <Button look="primary" icon="lock" label={words().signOut} onPress={signOut} />
      </div>
      <div class="staff-grid scroll">
        <PrinterCard view={props.view.printer} />
        <QueueCard view={props.view.queue} />
        <CameraCard view={props.view.camera} health={status()?.camera} />
        <CountsCard view={props.view.counts} />
        <FleetCard view={props.view.fleet} />
        <DarkroomCard health={status()?.darkroom} />
      </div>
    </Dialog>
  )
}
