import { createSignal, For, Show } from 'solid-js'
import type { AuditView } from '../../protocol/console-api.ts'
import { api } from '../api.ts'
import { formatTime } from '../format.ts'
import { wordFor, words } from '../words/index.ts'

/** Read only when asked for: it holds addresses. */
export const SecurityLog = () => {
  const [entries, setEntries] = createSignal<readonly AuditView[] | null>(null)
  const toggle = async () => {
    if (entries() !== null) {
      setEntries(null)
      return
    }
    const result = await api.audit()
    setEntries(result.ok ? result.value.entries : [])
  }
  return (
    <section class="card" aria-labelledby="security-title">
      <div class="section-head">
        <h2 id="security-title">{words().security}</h2>
        <button type="button" class="quiet" aria-expanded={entries() !== null} onClick={toggle}>
          {entries() === null ? words().showSecurity : words().hideSecurity}
        </button>
      </div>
      <p class="soft">{words().securityLead}</p>
      <Show when={entries()}>
        {(list) => (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{words().when}</th>
                  <th scope="col">{words().event}</th>
                  <th scope="col">{words().who}</th>
                  <th scope="col">{words().source}</th>
                </tr>
              </thead>
              <tbody>
                <For each={list()}>
                  {(entry) => (
                    <tr>
                      <td class="nowrap">{formatTime(entry.at)}</td>
                      <td>
                        {wordFor(words().events, entry.event)}
                        <Show when={entry.subject !== '' && entry.subject !== entry.actor}>
                          <span class="soft"> · {entry.subject}</span>
                        </Show>
                      </td>
                      <td>{entry.actor}</td>
                      <td class="nowrap">{entry.source ?? '–'}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </div>
        )}
      </Show>
    </section>
  )
}
