import { type ParentProps, Show } from 'solid-js'
import { useBooth } from '../store/booth-store.tsx'
import { Button } from './button.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { StaffEntry } from './staff-entry.tsx'
import './top-bar.css'

/** The mark: a print with the corners that a cut leaves. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="mark-corners" d="M2 9V2h7M23 2h7v7M30 23v7h-7M9 30H2v-7" />
    <rect class="mark-print" x="7.5" y="5.5" width="17" height="21" rx="1.5" />
    <circle class="mark-head" cx="16" cy="13.2" r="4" />
    <path class="mark-head" d="M9.2 26.5c.4-5 3-7.3 6.8-7.3s6.4 2.3 6.8 7.300Z" />
  </svg>
)

/** On every screen: whose booth this is (and the staff's way in), where the visit stands, language, contrast, cancel. */
export const TopBar = (
  props: ParentProps<{ readonly onCancel?: (() => void) | undefined; readonly isDark?: boolean }>,
) => {
  const booth = useBooth()
  return (
    <header class="top-bar" classList={{ 'is-dark': props.isDark ?? false }}>
      <StaffEntry>
        <Mark />
        <span class="wordmark">{booth.words().product}</span>
      </StaffEntry>
      <div class="top-bar-middle">{props.children}</div>
      <div class="top-bar-tools">
        <Button
          class="tool"
          look="quiet"
          icon="contrast"
          isIconOnly
          hook="contrast"
          label={booth.words().contrast}
          pressed={booth.isHighContrast()}
          onPress={() => booth.setHighContrast(!booth.isHighContrast())}
        />
        <LanguageSwitch />
        <Show when={props.onCancel}>
          {(cancel) => (
            <Button
              class="tool"
              look="secondary"
              icon="cross"
              label={booth.words().cancel}
              hook="cancel"
              onPress={() => cancel()()}
            />
          )}
        </Show>
      </div>
    </header>
  )
}
