import { type JSX, onMount } from 'solid-js'

/** A native modal dialog: the browser keeps the focus inside, gives it back, and closes on Escape. */
export const Modal = (props: { title: string; onClose: () => void; children: JSX.Element }) => {
  let dialog!: HTMLDialogElement
  onMount(() => dialog.showModal())
  return (
    <dialog ref={dialog} class="modal" aria-labelledby="modal-title" onClose={() => props.onClose()}>
      <h2 id="modal-title">{props.title}</h2>
      {props.children}
    </dialog>
  )
}
