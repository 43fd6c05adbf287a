import { onCleanup, type ParentProps } from 'solid-js'
import { useBooth } from '../store/booth-store.tsx'

const LONG_PRESS_MS = 2_000
const TAPS = 5
const TAPS_WITHIN_MS = 3_000

/** The staff's way in, in the corner of every screen: a press of two seconds, or five taps. */
export const StaffEntry = (props: ParentProps) => {
  const booth = useBooth()
  let timer: ReturnType<typeof setTimeout> | undefined
  let taps: readonly number[] = []
  const open = () => {
    taps = []
    booth.setStaffOpen(true)
  }
  const release = () => clearTimeout(timer)
  onCleanup(release)
  return (
    <button
      type="button"
      class="staff-entry"
      data-action="staff-entry"
      tabindex="-1"
      onPointerDown={() => {
        release()
        timer = setTimeout(open, LONG_PRESS_MS)
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onClick={(event) => {
        taps = [...taps, event.timeStamp].filter((at) => event.timeStamp - at < TAPS_WITHIN_MS)
        if (taps.length >= TAPS) open()
      }}
    >
      {props.children}
    </button>
  )
}
