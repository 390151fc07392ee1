/** How the service is set up, as it tells. */

export interface Provider {
  role: "recogniser" | "voice" | "model";
  fallback: boolean;
  setting: string;
  spec: string;
}

export interface Setup {
  /** Null: the first one, whose settings are the environment's. */
  tenant: string | null;
  flow: string;
  languages: string[];
  providers: Provider[];
  telephone: { public_url: string | null; token: boolean; account: boolean; webhook: string };
  transfers: string[];
  record: "none" | "tests" | "all";
  recordings_days: number;
  timezone: string;
  calls_at_once: number;
}

export interface Standing {
  name: string;
  spec: string;
  works: boolean;
  fault: string;
  why: string;
}

export interface PriceLine {
  provider: string;
  model: string;
  unit: string;
  price: number;
  per: number;
  currency: string;
  since: string;
  confirmed: boolean;
  source: string;
}
