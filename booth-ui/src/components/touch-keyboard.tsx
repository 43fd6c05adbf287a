import { For } from 'solid-js'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import './touch-keyboard.css'

const rows: readonly string[] = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** A booth has no system keyboard. Letters, digits, space and erase: enough to search, in pinyin too. */
export const TouchKeyboard = (props: {
  readonly words: { readonly space: string; readonly erase: string; readonly hide: string }
  readonly onKey: (key: string) => void
  readonly onErase: () => void
  readonly onHide: () => void
}) => (
  // The focus stays in the field, so that a real keyboard goes on working.
  // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps the focus where it is
  <div class="keyboard" data-keyboard onMouseDown={(event) => event.preventDefault()}>
    <For each={rows}>
      {(row, at) => (
        <div class="keyboard-row">
          <For each={[...row]}>
            {(key) => (
              <button type="button" class="key" onClick={() => props.onKey(key)}>
                {key}
              </button>
            )}
          </For>
          {at() === rows.length - 1 ? (
            <button type="button" class="key is-wide" aria-label={props.words.erase} onClick={() => props.onErase()}>
              <Icon name="erase" />
            </button>
          ) : null}
        </div>
      )}
    </For>
    <div class="keyboard-row">
      <button type="button" class="key is-space" onClick={() => props.onKey(' ')}>
        {props.words.space}
      </button>
      <Button look="secondary" icon="keyboard" label={props.words.hide} onPress={() => props.onHide()} />
    </div>
  </div>
)
