// The map from the server, line by line as it is measured; a new one stops the one under way.

export class Mapping {
  /** `url`: where to ask. `receive(line)`: head, rows and theory, in order. `complain(sentence)`: why it ended. */
  constructor({ url, unreachable, receive, complain }) {
    Object.assign(this, { url, unreachable, receive, complain });
  }

  /** Ask for the map of `setting`, unless it is there or on its way. `parts`: what it depends on, as text. */
  async want(setting, parts) {
    if (this.parts === parts) return;
    this.parts = parts;
    this.stop?.abort();
    const stop = (this.stop = new AbortController());
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Gradient-Lab": "1" },
        body: JSON.stringify(setting),
        signal: stop.signal,
      });
      if (!response.ok) throw new Refused((await response.json()).error);
      for await (const line of lines(response.body)) if (!stop.signal.aborted) this.receive(JSON.parse(line));
    } catch (error) {
      if (stop.signal.aborted) return;
      this.parts = null; // so that it is asked for again
      this.complain(error instanceof Refused ? error.message : this.unreachable);
    }
  }

  close() {
    this.stop?.abort();
  }
}

class Refused extends Error {}

async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (kept + value).split("\n");
    kept = parts.pop();
    yield* parts;
  }
}
