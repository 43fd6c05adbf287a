import { createSignal, For, Show } from 'solid-js'
import type { AuditView } from '../../../fleet/console-api/console-api.ts'
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
          <ul class="events">
            <For each={list()}>
              {(entry) => (
                <li>
                  <span class="event">{wordFor(words().events, entry.event)}</span>
                  <time datetime={entry.at}>{formatTime(entry.at)}</time>
                  <span class="event-detail">
                    {[...new Set([entry.actor, entry.subject, entry.source ?? ''])]
                      .filter((part) => part !== '')
                      .join(' · ')}
                  </span>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
    </section>
  )
}
