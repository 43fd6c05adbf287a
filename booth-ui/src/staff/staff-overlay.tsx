import { createEffect, Match, on, Switch } from 'solid-js'
import { useBooth } from '../store/booth-store.tsx'
import { Keypad } from './keypad.tsx'
import { StaffPanel } from './staff-panel.tsx'
import './staff.css'

/** The keypad until the server shows the staff's view, then the panel. Signed out: the overlay closes. */
export const StaffOverlay = () => {
  const booth = useBooth()
  const staff = () => booth.snapshot().staff
  createEffect(
    on(staff, (now, before) => {
      if (now === null && before) booth.setStaffOpen(false)
    }),
  )
  return (
    <Switch>
      <Match when={staff()}>{(view) => <StaffPanel view={view()} />}</Match>
      <Match when={staff() === null}>
        <Keypad onClose={() => booth.setStaffOpen(false)} />
      </Match>
    </Switch>
  )
}
