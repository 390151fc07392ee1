"""The names under which callers and questions speak of numbers, in English and Hindi."""

from agent.safety.redaction.kinds import Kind, Label, Plain

NUMBER = """
    number | no | num | nambar | nummber | नंबर | नम्बर | ka number | ke number | का नंबर | के नंबर | details |
    sankhya | संख्या | par number | digits | numbers
"""
"""What makes a name of a thing the name of its number."""
CARDS = """
    credit card | debit card | visa card | master card | rupay card | amex card | atm card | bank card |
    payment card | क्रेडिट कार्ड | डेबिट कार्ड | एटीएम कार्ड
"""
"""Cards that pay."""
NOUNS = """
    order | ticket | booking | reservation | prescription | invoice | bill | reference | ref | tracking | awb |
    shipment | consignment | case | complaint | docket | request | service | customer | consumer | policy | member |
    membership | employee | roll | registration | vehicle | serial | model | flight | train | bus | seat | room |
    flat | house | plot | sector | block | door | gate | transaction | receipt | application | claim | loan | meter
    | patient | hospital | token | queue | confirmation | delivery | parcel | package | product | item | sku |
    coupon | promo | voucher | error | loyalty | gift | ration | library | student | license | licence | passport |
    file | folder | purchase | quote | quotation | work order | job | batch | lot | part | imei | chassis | engine |
    gst | tax | version | page | chapter | question | option | platform | terminal | lane | apartment | suite | unit
    | ward | ऑर्डर | टिकट | बुकिंग | बिल | शिकायत | रेफरेंस | पॉलिसी | फ्लाइट | ट्रेन | मकान | फ्लैट | rx | utr |
    rrn | crn | cif | grievance | survey | lab | report | test | sample | identity | health | insurance | sim |
    visiting | metro | smart | access | locker | box | cabin | table | challan | bond | folio | demat | trip | ride
    | cab | dispatch | courier | docket | installation | visit | appointment | tracking id | incident | issue |
    session | conference | meeting | webinar | zoom | coach | berth | bus | class | bogie
"""
"""Things whose numbers are no secrets."""

PHRASES: dict[Label, str] = {
    Plain.other: """
        (NOUNS) (NUMBER|id|i d|code|card|card number|आईडी|कोड|is); order; ticket; booking; pnr; pnr number; reservation;
        prescription; invoice; reference; ref; tracking; awb; consignment; docket; complaint; serial; flight; train;
        seat; room; flat; house; plot; sector; floor; building; address; street; road; live at; live in; apartment;
        ऑर्डर; टिकट; बुकिंग; पीएनआर; शिकायत; फ्लाइट; ट्रेन; मकान; पता; age; उम्र; umar; amount; price; total; balance;
        salary; quantity; weight; height; temperature; blood pressure; bp; sugar; dose; version; page; question; option;
        meter reading; reading; year; model; bill of; bill was; bill is; cost; costs; paid; pay; fee; fees; keemat;
        कीमत; rupees; score; serial number; imei; chassis; transaction; transaction id; txn; utr; customer id;
        customer i d; consumer; member id; id number; id card; meeting id; employee id; user id; coupon; rx; rx number;
        limit; emi; loan; counter; extension; ext; extn; एक्सटेंशन; gst; gstin; passport; licence; license; uan; epf;
        abha; mrn; uhid; vin
    """,
    Kind.card: """
        (card|kard|कार्ड|CARDS) (NUMBER); (CARDS); mastercard; rupay; amex; american express; card is; card's; card it's;
        number (of|on) (the|my) card; card details are; long number; sixteen digit; 16 digit; sixteen digits; 16
        digits; number on the card; digits on the card;
        number on the front; front of the card; front of my card; number on my card; सोलह अंक; credit card is
    """,
    Kind.cvv: """
        cvv; cvv2; cvc; cvn; c v v; c v c; c double v; c w; security code; card verification; verification value;
        back of the card; back of your card; back of my card; on the back; at the back; three digit code; 3 digit code;
        three digits behind; card ke peeche; (peeche|pichhe|piche) (ka|ke|wala|wale) (code|number|digits|ank);
        peeche ke teen; पीछे (का|के|वाला) (कोड|नंबर|अंक); सीवीवी; सी वी वी; सीवीसी; see vee vee; card security;
        सिक्योरिटी कोड; 4 digit security; card code; cvv number; security digits; three digits are; 3 digits are;
        three digits on; 3 digits on; three numbers on; 3 numbers on; teen ank
    """,
    Kind.otp: """
        otp; o t p; otp number; otp code; one time password; one time passcode; one time code; one time pin;
        1 time password; onetime password; one-time password; one-time code; one-time passcode; one - time password;
        one - time code; one - time passcode; one - time pin; verification code; verification number; login code;
        passcode; auth code; authentication code; authorization code; authorisation code; ओटीपी; ओ टी पी;
        वन टाइम पासवर्ड; sms code; text code; upi pin; atm pin; mpin; m pin; card pin; secret pin; सीक्रेट पिन;
        यूपीआई पिन; एटीएम पिन; password; पासवर्ड; six digit code; 6 digit code; four digit code; 4 digit code;
        code sent; code i got; code i received; code i just; code we sent; code that i got; code you sent;
        code on my phone; (sms|text|message) says the code; code from the sms; code from the text;
        code that came; code aaya; code mila; वेरिफिकेशन कोड;
        security pin; two factor code; 2fa code
    """,
    Kind.aadhaar: """
        (aadhaar|aadhar|adhar|adhaar|aadhaer|adhaar|aadhaar's|uidai|uid|आधार|udai|aadar|aadha);
        (aadhaar|aadhar|adhar|adhaar|आधार|uid) (card|kard|कार्ड|NUMBER);
        (aadhaar|aadhar|adhar|adhaar|आधार) (card|kard|कार्ड) (NUMBER); twelve digit; 12 digit
    """,
    Kind.virtual_id: """
        virtual id; virtual i d; virtual aadhaar; v i d; vid; virtual identity; वर्चुअल आईडी; वर्चुअल आई डी; vid number;
        virtual id number; aadhaar virtual id; aadhar virtual id; आधार वर्चुअल आईडी; virtual number; वीआईडी; वी आई डी
    """,
    Kind.pan: """
        pan; p a n; पैन; (pan|पैन) (card|कार्ड|NUMBER); (pan|पैन) (card|कार्ड) (NUMBER); permanent account number;
        पैन कार्ड
    """,
    Kind.bank_account: """
        account; accounts; a / c; ac no; ac number; acct;
        (account|acc|acct|a / c|अकाउंट|खाता|खाते|खाता क्रमांक|khata|khaata|khate|bank) (NUMBER); bank account;
        number of (the|my) account; savings account; saving account; current account; salary account; khata;
        khaata; bank khata; खाता; बैंक खाता;
        अकाउंट; (bank|savings|saving|current|salary) account (NUMBER); beneficiary account; iban
    """,
    Kind.ifsc: """
        ifsc; ifsc code; i f s c; i f s c code; आईएफएससी; आई एफ एस सी; ifsc number; branch code
    """,
    Kind.upi: """
        upi; upi id; u p i; vpa; u p i i d; gpay; g pay; google pay; phonepe; phone pe; paytm id; bhim; यूपीआई;
        यूपीआई आईडी; upi i d; upi address; pay me on; pay me at
    """,
    Kind.ssn: """
        social security; my social; social is; ssn; s s n; social security (NUMBER); social; social security card;
        ssn number; social sec; social sec number; सोशल सिक्योरिटी
    """,
    Kind.email: """
        email; e mail; e - mail; my mail; mail id; email id; email address; mail address; ईमेल; ई मेल; मेल आईडी; gmail;
        e mail id; मेल
    """,
    Plain.pin: """
        pin; पिन; pin number; pin is; p i n
    """,
    Plain.phone: """
        (phone|mobile|cell|contact|telephone|whatsapp|fax|landline|helpline|फोन|मोबाइल|फ़ोन) (NUMBER);
        (toll free|callback|call back) (NUMBER);
        phone; mobile; cell; cell phone; whatsapp; telephone; landline; helpline; toll free; फोन; फ़ोन; मोबाइल; call me;
        reach me; call me on; call me at; reach me at; ring me; call back; कॉल; my number; mera number; mobail;
        alternate number; registered mobile; linked mobile; contact; area code; std code; route; dial; press
    """,
    Plain.postcode: """
        pin code; pincode; pin - code; postal code; postcode; post code; zip; zip code; zipcode; पिन कोड; पिनकोड;
        postal; ज़िप कोड; area pin; delivery pin
    """,
    Plain.expiry: """
        expiry; expiry date; expires; expiring; expiration; expiration date; exp; valid till; valid thru; valid through;
        valid until; valid upto; valid up to; एक्सपायरी; एक्सपायरी डेट; expires in; expires on; exp date; end date;
        expire
    """,
    Plain.date: """
        date of birth; dob; d o b; born; birthday; birth date; birth year; year of birth; janm; tareekh; date; जन्म;
        जन्मतिथि; तारीख; janam
    """,
}
"""Phrases, one after each semicolon; `(a|b)` stands for either, the words in capitals for the lists above."""
