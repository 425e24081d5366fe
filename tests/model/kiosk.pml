/* The sync protocol of the door: three devices, two tickets, a server with a backup; requests are lost, delayed, repeated
   and overtaken, devices crash between commit and green, the server is put back, and at any moment all faults may end.
   Asserted: I1 every green has a durable row; I2/I3 after the faults every row is on the server; I4 a repeat changes
   nothing; I5 after two rounds of everybody all know the same; I9 what was denied on a device stays denied there.
   A list and its cursor are one set here: pages are whole, since a page and its cursor stand in one transaction.
   -DGREEN_FIRST and -DDENY_FORGOTTEN plant two errors that must be found. */

#define DEVICES 3
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
byte n_then;
bit backed_up;
byte put_back_left = ROLLBACKS;

/* onlookers */
byte green[DEVICES];
byte learnt[DEVICES];

byte d, t, adm, k, before_n, before_d0, before_d1, before_d2;
bit over;

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
        epoch_at[x] = told[x].epoch; n_at[x] = told[x].n; acked[x] = told[x].ack;
        learnt[x] = learnt[x] | told[x].deny
    :: else
    fi;
    forget_reply(told[x]); forget(asked[x])
}

inline let_in(x, ticket) {
    assert(!(learnt[x] & BIT(ticket)));            /* I9 */
    green[x] = green[x] | BIT(ticket)
}

inline all_greens_have_rows() {
    assert((green[0] & ~has[0]) == 0 && (green[1] & ~has[1]) == 0 && (green[2] & ~has[2]) == 0) /* I1 */
}

init {
    do
    :: !over -> atomic {
        if
        :: d = 0 :: d = 1 :: d = 2
        fi;
        if
        /* a guest: decide and commit in one transaction */
        :: writing[d] == 0 && head[d] < ROWS ->
            if :: t = 0 :: t = 1 fi;
            if
            :: !((has[d] | knows[d] | denied[d]) & BIT(t)) ->
#ifdef GREEN_FIRST
                let_in(d, t);
                writing[d] = 1 + t
#else
                if :: head[d] == 0 -> first[d] = t :: else fi;
                has[d] = has[d] | BIT(t); head[d]++;
                writing[d] = 1 + t
#endif
            :: else
            fi
        /* … and green after it */
        :: writing[d] != 0 ->
            t = writing[d] - 1;
#ifdef GREEN_FIRST
            if :: head[d] == 0 -> first[d] = t :: else fi;
            has[d] = has[d] | BIT(t); head[d]++;
#else
            let_in(d, t);
#endif
            writing[d] = 0;
            all_greens_have_rows()
        /* the power fails */
        :: writing[d] != 0 || asked[d].there ->
            writing[d] = 0; forget(asked[d]); forget_reply(told[d]);
            all_greens_have_rows()
        /* a round begins, arrives, is answered, is applied; or any of it is lost, delayed, repeated */
        :: !asked[d].there -> ask(d)
        :: asked[d].there && !told[d].there -> take(asked[d], d, 1)
        :: asked[d].there && !late.there ->        /* delayed: the device gives up, the request comes later */
            late.there = 1; late.acked = asked[d].acked; late.head = asked[d].head;
            late.epoch = asked[d].epoch; late.n = asked[d].n; late_of = d;
            forget(asked[d]); forget_reply(told[d])
        :: asked[d].there -> forget(asked[d]); forget_reply(told[d])
        :: late.there ->
            d = late_of;
            before_n = epoch; before_d0 = durable[0]; before_d1 = durable[1]; before_d2 = durable[2]; t = n;
            if
            :: late.head <= durable[d] && late.acked <= durable[d] &&
               (late.epoch < epoch || (late.epoch == epoch && late.n <= n)) ->
                take(late, d, 0);
                assert(before_n == epoch && t == n && before_d0 == durable[0] && before_d1 == durable[1] &&
                       before_d2 == durable[2])    /* I4 */
            :: else -> take(late, d, 0)
            fi;
            before_n = 0; before_d0 = 0; before_d1 = 0; before_d2 = 0;
            if :: forget(late); late_of = 0 :: skip fi       /* … and perhaps once more */
        :: told[d].there && writing[d] == 0 -> apply(d)
        /* the organiser */
        :: denials != 3 ->
            if
            :: !(denials & 1) -> denials = denials | 1; n++
            :: !(denials & 2) -> denials = denials | 2; n++
            fi
        /* the operator */
        :: !backed_up ->
            backed_up = 1; denials_then = denials; epoch_then = epoch; n_then = n;
            durable_then[0] = durable[0]; durable_then[1] = durable[1]; durable_then[2] = durable[2]
        :: backed_up && put_back_left > 0 ->
            put_back_left--; denials = denials_then; epoch = epoch_then + 1;
            durable[0] = durable_then[0]; durable[1] = durable_then[1]; durable[2] = durable_then[2];
            n = durable[0] + durable[1] + durable[2] + (denials & 1) + (denials >> 1)
        /* the faults end */
        :: over = 1
        fi;
        d = 0; t = 0; adm = 0; k = 0
        }
    :: over -> break
    od;
    assert(over);
    d_step {
        writing[0] = 0; writing[1] = 0; writing[2] = 0;
        t = 0;
        do
        :: t < 2 ->
            d = 0;
            do
            :: d < DEVICES ->
                /* a device that the server rewound sends the rest in its next exchange */
                ask(d); take(asked[d], d, 1); apply(d);
                if
                :: acked[d] < head[d] -> ask(d); take(asked[d], d, 1); apply(d)
                :: else
                fi;
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
        all_greens_have_rows()
    }
}
