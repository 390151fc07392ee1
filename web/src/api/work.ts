/** What flows wrote, as the service tells it. */

interface Written {
  /** The call in which it was written; null when it was not in a call, or that is forgotten. */
  call: string | null;
  created_at: string;
}

export interface Appointment extends Written {
  ref: string;
  name: string;
  phone: string;
  service: string;
  label: string;
  staff: string;
  begins: string;
  ends: string;
  status: string;
}

export interface Ticket extends Written {
  number: string;
  issue: string;
  detail: string;
  tried: string;
  phone: string;
  status: string;
  note: string;
  source: string;
  account: string | null;
  updated_at: string;
}

export interface Lead extends Written {
  id: number;
  name: string;
  email: string;
  need: string;
  score: number;
  demo_at: string | null;
  specialist: string | null;
}

export interface Message extends Written {
  id: number;
  phone: string;
  message: string;
}
