// Three answers that differ by count, pitch and length, so that none needs eyes: two rising notes let in, two equal
// ones ask for a person, one long falling note says no. Nothing happens where there is no sound device.
const patterns = {
  ok: [[660, 660, 0, 0.13], [990, 990, 0.15, 0.24]],
  ask: [[440, 440, 0, 0.16], [440, 440, 0.28, 0.16]],
  no: [[233, 147, 0, 0.75]],
  call: [[784, 784, 0, 0.2], [588, 588, 0.22, 0.2], [784, 784, 0.44, 0.3]],
};

let device = null;

/** Plays one pattern; returns its name, or "" where this computer has no sound. */
export function play(name) {
  try {
    device ??= new AudioContext();
    if (device.state === "suspended") device.resume().catch(() => {});
    for (const [from, to, at, long] of patterns[name]) {
      const begin = device.currentTime + at;
      const tone = device.createOscillator();
      const loud = device.createGain();
      tone.type = name === "no" ? "sawtooth" : "triangle";
      tone.frequency.setValueAtTime(from, begin);
      tone.frequency.linearRampToValueAtTime(to, begin + long);
      loud.gain.setValueAtTime(0, begin);
      loud.gain.linearRampToValueAtTime(name === "no" ? 0.35 : 0.6, begin + 0.015);
      loud.gain.setValueAtTime(name === "no" ? 0.35 : 0.6, begin + long - 0.04);
      loud.gain.linearRampToValueAtTime(0, begin + long);
      tone.connect(loud).connect(device.destination);
      tone.start(begin);
      tone.stop(begin + long);
    }
    return name;
  } catch {
    return "";
  }
}

/** Whether tones can be heard, as far as a page can know. */
export function sound_state() {
  try {
    device ??= new AudioContext();
    return device.state === "closed" ? "none" : "there";
  } catch {
    return "none";
  }
}
