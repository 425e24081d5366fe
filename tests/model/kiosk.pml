/* The sync protocol of the door: three devices, two tickets, a server with a backup; requests are lost, delayed, repeated
   and overtaken, devices crash between commit and green, the server is put back, and at any moment all faults may end.
   Asserted: I1 every green has a durable row; I2/I3 after the faults every row is on the server; I4 a repeat changes
   nothing; I5 after two rounds of everybody all know the same; I9 what was denied on a device stays denied there.
   A list and its cursor are one set here: pages are whole, since a page and its cursor stand in one transaction.
   Devices are alike and so are tickets: of all states that differ in their names only, one is kept (`canonical`), which is
   exact, since no rule and no assertion names one. All ends of the faults lead to one last state once they are judged.
   Each thing that happens is one step (d_step): what a device or the server does between two of them nobody sees.
   -DNO_DELAY leaves out the delayed and repeated request; -DMOVING=2 lets one of the three devices do nothing.
   -DGREEN_FIRST, -DDENY_FORGOTTEN and -DPOINTER_KEPT (the place in the upload belongs to the device, not to the server)
   plant three errors that must be found. */

#define DEVICES 3
#ifndef MOVING
#define MOVING 3            /* so many of them do anything */
#endif

c_decl {
/* what belongs to one device, byte by byte */
enum { HEAD, HAS, FIRST, ACKED, EPOCH_AT, N_AT, KNOWS, DENIED, WRITING, ASKED, ASKED_ACKED, ASKED_HEAD, ASKED_EPOCH, ASKED_N,
       TOLD, TOLD_ACK, TOLD_EPOCH, TOLD_N, TOLD_ADM, TOLD_DENY, DURABLE, DURABLE_THEN, LEARNT, LATE_HERE, FIELDS };
typedef struct { unsigned char of[3][FIELDS]; unsigned char denials, denials_then; } everything;

static unsigned char other_bits(unsigned char set) { return (unsigned char)(((set & 1) << 1) | ((set >> 1) & 1)); }
static void sort_devices(everything *all) {
    unsigned char held[FIELDS];
    int pass, at;
    for (pass = 0; pass < MOVING - 1; pass++)
        for (at = 0; at < MOVING - 1; at++)
            if (memcmp(all->of[at], all->of[at + 1], FIELDS) > 0) {
                memcpy(held, all->of[at], FIELDS);
                memcpy(all->of[at], all->of[at + 1], FIELDS);
                memcpy(all->of[at + 1], held, FIELDS);
            }
}
static void exchange_tickets(everything *all) {
    static const int sets[] = { HAS, KNOWS, DENIED, TOLD_ADM, TOLD_DENY, LEARNT };
    int at;
    unsigned field;
    for (at = 0; at < 3; at++) {
        unsigned char *of = all->of[at];
        for (field = 0; field < sizeof sets / sizeof *sets; field++) of[sets[field]] = other_bits(of[sets[field]]);
        if (of[HEAD]) of[FIRST] = 1 - of[FIRST];
        if (of[WRITING]) of[WRITING] = 3 - of[WRITING];
    }
    all->denials = other_bits(all->denials);
    all->denials_then = other_bits(all->denials_then);
}
}
#define BIT(t) (1 << (t))

/* a device, durable */
byte head[DEVICES];     /* its last record; record k admits ticket `first` or the other one */
byte has[DEVICES];      /* tickets with a record here */
byte first[DEVICES];
byte acked[DEVICES];
byte epoch_at[DEVICES];
byte n_at[DEVICES];
byte knows[DEVICES];    /* admissions told by the feed */
byte denied[DEVICES];
/* volatile */
byte writing[DEVICES];  /* 1 + ticket between commit and green */
/* one request on its way, and one of all that was delayed: place in the chain, last record, cursor */
typedef question { bit there; byte acked; byte head; byte epoch; byte n };
question asked[DEVICES];
question late;           /* one of any device */
byte late_of;
/* the answer to `asked` */
typedef reply { bit there; byte ack; byte epoch; byte n; byte adm; byte deny };
reply told[DEVICES];

/* the server */
byte durable[DEVICES];
byte denials;
byte epoch = 1;
byte n;                 /* how much the feed has told in this epoch */
/* its backup */
byte durable_then[DEVICES];
byte denials_then;
byte epoch_then = 1;
bit backed_up;
byte put_back_left = ROLLBACKS;

/* onlookers */
byte learnt[DEVICES];

byte d, t, adm, k, before_n, before_d0, before_d1, before_d2;
bit over;

/* of all states with other names for devices and tickets, this one stands for them */
inline canonical() {
    c_code {
        everything one, two;
        int at;
        memset(&one, 0, sizeof one);
        for (at = 0; at < 3; at++) {
            unsigned char *of = one.of[at];
            of[HEAD] = now.head[at]; of[HAS] = now.has[at]; of[FIRST] = now.first[at]; of[ACKED] = now.acked[at];
            of[EPOCH_AT] = now.epoch_at[at]; of[N_AT] = now.n_at[at]; of[KNOWS] = now.knows[at]; of[DENIED] = now.denied[at];
            of[WRITING] = now.writing[at]; of[ASKED] = now.asked[at].there; of[ASKED_ACKED] = now.asked[at].acked;
            of[ASKED_HEAD] = now.asked[at].head; of[ASKED_EPOCH] = now.asked[at].epoch; of[ASKED_N] = now.asked[at].n;
            of[TOLD] = now.told[at].there; of[TOLD_ACK] = now.told[at].ack; of[TOLD_EPOCH] = now.told[at].epoch;
            of[TOLD_N] = now.told[at].n; of[TOLD_ADM] = now.told[at].adm; of[TOLD_DENY] = now.told[at].deny;
            of[DURABLE] = now.durable[at]; of[DURABLE_THEN] = now.durable_then[at]; of[LEARNT] = now.learnt[at];
            of[LATE_HERE] = now.late.there && now.late_of == at;
        }
        one.denials = now.denials; one.denials_then = now.denials_then;
        two = one;
        exchange_tickets(&two);
        sort_devices(&one);
        sort_devices(&two);
        if (memcmp(&two, &one, sizeof one) < 0) one = two;
        now.late_of = 0;
        for (at = 0; at < 3; at++) {
            unsigned char *of = one.of[at];
            now.head[at] = of[HEAD]; now.has[at] = of[HAS]; now.first[at] = of[FIRST]; now.acked[at] = of[ACKED];
            now.epoch_at[at] = of[EPOCH_AT]; now.n_at[at] = of[N_AT]; now.knows[at] = of[KNOWS]; now.denied[at] = of[DENIED];
            now.writing[at] = of[WRITING]; now.asked[at].there = of[ASKED]; now.asked[at].acked = of[ASKED_ACKED];
            now.asked[at].head = of[ASKED_HEAD]; now.asked[at].epoch = of[ASKED_EPOCH]; now.asked[at].n = of[ASKED_N];
            now.told[at].there = of[TOLD]; now.told[at].ack = of[TOLD_ACK]; now.told[at].epoch = of[TOLD_EPOCH];
            now.told[at].n = of[TOLD_N]; now.told[at].adm = of[TOLD_ADM]; now.told[at].deny = of[TOLD_DENY];
            now.durable[at] = of[DURABLE]; now.durable_then[at] = of[DURABLE_THEN]; now.learnt[at] = of[LEARNT];
            if (of[LATE_HERE]) now.late_of = at;
        }
        now.denials = one.denials; now.denials_then = one.denials_then;
    }
}

/* which tickets the server has admissions of */
inline admissions() {
    adm = 0; k = 0;
    do
    :: k < DEVICES ->
        if
        :: durable[k] == 1 -> adm = adm | BIT(first[k])
        :: durable[k] == 2 -> adm = 3
        :: else
        fi;
        k++
    :: else -> break
    od
}

/* one request arrives; the answer goes to told[x] if `answered` */
inline take(q, x, answered) {
    if
    :: q.epoch > epoch || (q.epoch == epoch && (q.acked > durable[x] || q.n > n)) ->
        epoch = q.epoch + 1;                       /* the database was put back */
        n = durable[0] + durable[1] + durable[2] + (denials & 1) + (denials >> 1)
    :: else
    fi;
    if
    :: q.acked <= durable[x] && q.head > durable[x] -> n = n + q.head - durable[x]; durable[x] = q.head
    :: else                                        /* known, or after a gap: the device rewinds */
    fi;
    if
    :: answered ->
        admissions();
        told[x].there = 1; told[x].ack = durable[x]; told[x].epoch = epoch; told[x].n = n;
        told[x].adm = adm; told[x].deny = denials
    :: else
    fi
}

inline ask(x) {
    asked[x].there = 1; asked[x].acked = acked[x]; asked[x].head = head[x];
    asked[x].epoch = epoch_at[x]; asked[x].n = n_at[x]
}

inline forget(q) { q.there = 0; q.acked = 0; q.head = 0; q.epoch = 0; q.n = 0 }
inline forget_reply(r) { r.there = 0; r.ack = 0; r.epoch = 0; r.n = 0; r.adm = 0; r.deny = 0 }

/* one transaction on the device's disk */
inline apply(x) {
    if
    :: told[x].epoch > epoch_at[x] ->
        knows[x] = told[x].adm;
#ifdef DENY_FORGOTTEN
        denied[x] = told[x].deny
#else
        denied[x] = denied[x] | told[x].deny
#endif
    :: told[x].epoch == epoch_at[x] -> knows[x] = knows[x] | told[x].adm; denied[x] = denied[x] | told[x].deny
    :: else                                        /* an older epoch is not believed */
    fi;
    if
    :: told[x].epoch >= epoch_at[x] ->
        epoch_at[x] = told[x].epoch; n_at[x] = told[x].n;
#ifdef POINTER_KEPT
        if :: told[x].ack > acked[x] -> acked[x] = told[x].ack :: else fi;
#else
        acked[x] = told[x].ack;
#endif
        learnt[x] = learnt[x] | told[x].deny
    :: else
    fi;
    forget_reply(told[x]); forget(asked[x])
}

/* judged: nothing of this state matters any more */
inline canonical_end() {
    c_code {
        int at;
        for (at = 0; at < 3; at++) {
            now.head[at] = now.has[at] = now.first[at] = now.acked[at] = now.epoch_at[at] = now.n_at[at] = now.knows[at] = 0;
            now.denied[at] = now.writing[at] = now.durable[at] = now.durable_then[at] = now.learnt[at] = 0;
            memset(&now.asked[at], 0, sizeof now.asked[at]);
            memset(&now.told[at], 0, sizeof now.told[at]);
        }
        memset(&now.late, 0, sizeof now.late);
        now.late_of = now.denials = now.denials_then = now.epoch = now.epoch_then = now.n = 0;
        now.backed_up = now.put_back_left = 0;
    }
}

inline let_in(x, ticket) {
    assert(!(learnt[x] & BIT(ticket)));            /* I9 */
    assert(has[x] & BIT(ticket))                   /* I1: rows never go, so what holds here holds after every crash */
}

/* What one device may do or suffer, each in one step: nothing between two of them is a state of its own. */
#define DECIDE(D, T) \
    :: d_step { !over && writing[D] == 0 && head[D] < ROWS && !((has[D] | knows[D] | denied[D]) & BIT(T)) -> decide(D, T); settle() }
#define EACH(D) \
    DECIDE(D, 0) \
    DECIDE(D, 1) \
    :: d_step { !over && writing[D] != 0 -> show_green(D); settle() } \
    :: d_step { !over && (writing[D] != 0 || asked[D].there) -> power_cut(D); settle() } \
    :: d_step { !over && !asked[D].there -> ask(D); settle() } \
    :: d_step { !over && asked[D].there && !told[D].there -> take(asked[D], D, 1); ANSWERED(D) settle() } \
    :: d_step { !over && asked[D].there -> forget(asked[D]); forget_reply(told[D]); settle() } \
    :: d_step { !over && told[D].there && writing[D] == 0 -> apply(D); settle() } \
    DELAY(D)
#ifdef NO_DELAY
#define DELAY(D)
/* what was asked matters to nobody any more */
#define ANSWERED(D) forget(asked[D]); asked[D].there = 1;
#else
/* the device gives up, the request comes later */
#define ANSWERED(D)
#define DELAY(D) :: d_step { !over && asked[D].there && !late.there -> put_off(D); settle() }
#endif

/* a guest: decide and commit in one transaction … */
inline decide(x, ticket) {
#ifdef GREEN_FIRST
    let_in(x, ticket);
#else
    commit_row(x, ticket);
#endif
    writing[x] = 1 + ticket
}
inline commit_row(x, ticket) {
    if :: head[x] == 0 -> first[x] = ticket :: else fi;
    has[x] = has[x] | BIT(ticket); head[x]++
}
/* … and green after it */
inline show_green(x) {
    t = writing[x] - 1;
#ifdef GREEN_FIRST
    commit_row(x, t);
#else
    let_in(x, t);
#endif
    writing[x] = 0
}
inline power_cut(x) { writing[x] = 0; forget(asked[x]); forget_reply(told[x]) }
inline put_off(x) {
    late.there = 1; late.acked = asked[x].acked; late.head = asked[x].head;
    late.epoch = asked[x].epoch; late.n = asked[x].n; late_of = x;
    forget(asked[x]); forget_reply(told[x])
}
/* the delayed request arrives; who has seen all of it must not change by it (I4) */
inline late_arrives() {
    d = late_of; t = n;
    before_n = epoch; before_d0 = durable[0]; before_d1 = durable[1]; before_d2 = durable[2];
    if
    :: late.head <= durable[d] && late.acked <= durable[d] &&
       (late.epoch < epoch || (late.epoch == epoch && late.n <= n)) ->
        take(late, d, 0);
        assert(before_n == epoch && t == n && before_d0 == durable[0] && before_d1 == durable[1] && before_d2 == durable[2])
    :: else -> take(late, d, 0)
    fi;
    before_n = 0; before_d0 = 0; before_d1 = 0; before_d2 = 0
}
inline told_so_far() { n = durable[0] + durable[1] + durable[2] + (denials & 1) + (denials >> 1) }
inline put_back() {
    put_back_left--; denials = denials_then; epoch = epoch_then + 1;
    durable[0] = durable_then[0]; durable[1] = durable_then[1]; durable[2] = durable_then[2];
    told_so_far();
    if
    :: put_back_left == 0 ->                       /* nobody will ask for the copy again */
        denials_then = 0; epoch_then = 1; durable_then[0] = 0; durable_then[1] = 0; durable_then[2] = 0
    :: else
    fi
}
inline back_up() {
    backed_up = 1; denials_then = denials; epoch_then = epoch;
    durable_then[0] = durable[0]; durable_then[1] = durable[1]; durable_then[2] = durable[2]
}
/* counters of one step are no state, and one of all states with other names stands for them */
inline settle() { d = 0; t = 0; adm = 0; k = 0; canonical() }

inline round(x) { ask(x); take(asked[x], x, 1); apply(x) }
/* The faults end: twice a round of everybody; a device that the server rewound sends the rest in its next exchange. */
inline judge_end() {
    writing[0] = 0; writing[1] = 0; writing[2] = 0;
    forget(asked[0]); forget(asked[1]); forget(asked[2]);
    forget_reply(told[0]); forget_reply(told[1]); forget_reply(told[2]);
    t = 0;
    do
    :: t < 2 ->
        d = 0;
        do
        :: d < DEVICES ->
            round(d);
            if :: acked[d] < head[d] -> round(d) :: else fi;
            d++
        :: else -> break
        od;
        t++
    :: else -> break
    od;
    admissions();
    assert(durable[0] == head[0] && durable[1] == head[1] && durable[2] == head[2]);              /* I2, I3 */
    assert(knows[0] == adm && knows[1] == adm && knows[2] == adm);                                /* I5 */
    assert((denials & ~denied[0]) == 0 && (denials & ~denied[1]) == 0 && (denials & ~denied[2]) == 0);
    assert((learnt[0] & ~denied[0]) == 0 && (learnt[1] & ~denied[1]) == 0 && (learnt[2] & ~denied[2]) == 0); /* I9 */
    d = 0; t = 0; adm = 0; k = 0;
    canonical_end()
}

init {
    do
    EACH(0)
    EACH(1)
#if MOVING > 2
    EACH(2)
#endif
#ifndef NO_DELAY
    :: d_step { !over && late.there -> late_arrives(); forget(late); late_of = 0; settle() }
    :: d_step { !over && late.there -> late_arrives(); settle() }                    /* … and once more later */
#endif
    /* the organiser */
    :: d_step { !over && !(denials & 1) -> denials = denials | 1; n++; settle() }
    :: d_step { !over && !(denials & 2) -> denials = denials | 2; n++; settle() }
    /* the operator */
    :: d_step { !over && !backed_up -> back_up(); settle() }
    :: d_step { !over && backed_up && put_back_left > 0 -> put_back(); settle() }
    :: d_step { !over -> over = 1; judge_end() }
    :: over -> break
    od
}
