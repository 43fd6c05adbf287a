import type { VisitView } from '@quickid/booth-server/protocol'
import { createContext, type ParentProps, useContext } from 'solid-js'
import { type Booth, type BoothOptions, createBooth } from './create-booth.ts'

const BoothContext = createContext<Booth>()

export const useBooth = (): Booth => {
  const booth = useContext(BoothContext)
  if (booth === undefined) throw new Error('useBooth outside of BoothProvider')
  return booth
}

export const BoothProvider = (props: ParentProps<BoothOptions>) => (
  <BoothContext.Provider value={createBooth(props)}>{props.children}</BoothContext.Provider>
)

/** The view as the member for `state`, or false: for `<Match when={...}>`. */
export const inState = <const S extends VisitView['state']>(
  view: VisitView | null,
  ...states: readonly S[]
): Extract<VisitView, { state: S }> | false =>
  view !== null && (states as readonly string[]).includes(view.state)
    ? (view as Extract<VisitView, { state: S }>)
    : false
