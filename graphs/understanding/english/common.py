"""Common English words that are nobody's name: an answer of nothing but these gives none."""

_WORDS = """
    ability able accept accident account ache actual address adult advance advice afraid age agency ahead alarm
    allergic allergy allow alternative ambulance amount angry animal announcement annoyed annual anonymous
    antibiotic anxious apartment app application apply appointment area arm arrive article asleep attention
    available average away awful baby back bad bag bank bathroom battery beach beautiful bedroom beginning believe
    better big billing birthday bleeding blood body book booking boring boss bottle bottom box boy braces brain
    bread break breakfast breath brilliant bring broken brother brush budget building bus business busy button buy
    cable calendar callback camera cancellation canal car card care careful cash cavity cell centre chair chance
    channel charge cheap check checkup child childhood children choice city claim class clean cleaning clear clearly
    clinic clock close closed clothes coffee cold colleague comfortable company complaint complicated complete
    computer concern condition confidential confused connection consultation contact conversation copy cost cough
    country couple coupon crazy credit crown crowded currently customer cut dangerous dark date daughter dead deal
    debit decide definitely delay delivery dental dentist denture department deposit depressed design desk detail
    details device diet different difficult dinner dirty disappointed discount distance dizzy doctor dollar door
    doubt download downstairs dream dress drink drive driver drugs dry due dull duty ear earlier earliest early
    easily easy eat education eight email emergency employee empty end engine enough entry error estimate eve event
    everyday evening exact exactly exam example except excellent exciting excuse expensive experience explain extra
    extraction eye face fact fail fair fall false family fantastic far fast father fault favour fee feedback feel
    fever file filling final finally find finger finish fire first fix flat flight floor flu follow food foot
    foreign form former forward free fresh fridge friend front full fun funny future game garden general gift girl
    girlfriend glad glass go goal gone government grandmother great ground group guess guest guide gum gums guy hair
    haircut half hand handy happen happy hard hate head headache health healthy hearing heart heavy hello help
    helpful high history hole holiday home honest hopefully horrible hospital hot hotel hour household huge human
    hungry hurry hurt hurting husband hygienist ice idea ill illness immediately implant important impossible
    impressive include incorrect infection information injury inside insurance interest interested interesting
    internet interview invoice issue item jaw job joke journey keep key kid kids kind kitchen knee lady landline
    language large late later latest laugh law lawyer leak leg legal less lesson letter level library licence life
    lift line list literally living loan local location lonely lost loud lovely lower lunch machine mad mail main
    maintenance manager many map market married maternity matter meal mean meaning medical medicine meeting member
    membership memory mental message middle midnight mind minor minute mistake mobile modern moment money month mood
    mostly mother mouth move movie much music mum name narrow nasty nearby nearly necessary neck needle negative
    neighbour nervous network new news newspaper nice nine nobody noise noisy none nonsense noon normal normally
    nose nosy note notebook nothing notice nowhere numb number nurse obvious obviously offer office old older online
    open opening operation operator opinion option optional order ordinary outside over owner pack package pain
    painful painkiller paper parcel parent parents parking part partner party passport password past patient pay
    payment pen people percent perfect person personal petrol pharmacy phone photo picture piece place plan plane
    plant plastic plate please plenty pocket point police polite poor popular position positive possible possibly
    post pregnant prescription present pretty previous printer privacy private prize probably problem procedure
    product programme progress project promise proper purpose quality quantity quarter question quick quickly quiet
    quite rain raining random rather reach ready real really reason receipt recent recently reception receptionist
    reference refund refuse regular relative remember reminder rent repair report representative request reschedule
    research reservation respect rest restaurant result return returning review ridiculous ring road room root
    rubbish rude run rush sad safe salary sale sales same sample satisfied save scale scared schedule school science
    screen seat second secret secretary section security self sensitive sentence separate serious seriously service
    session several shift shop shopping shoulder shower shut shy sick side sign signal silly similar simple single
    sister site situation six size skin skip sleep sleepy slip slow slower slowly slot small smell smoke social
    someone something sometimes somewhere soon sore sorry sound space speak special speed spoken spouse staff stage
    stairs standard start state station stomach stop store story straight strange stranger street stress stressed
    student study stuff stupid style subject such suddenly suggestion summary supervisor support sure surgery
    surprise suspicious swelling swollen system table tablet tall task tax taxi tea teacher team technical teeth
    telephone television terrible test text than thing things thirsty thirty thought three ticket time tired today
    toe together toilet tomorrow tongue tonight too tooth toothache top total tough tourist towel town track traffic
    trailer train training transfer translate travel treatment trip trouble truck true trust truth try tube twice
    two type ugly umbrella unable uncle uncomfortable understand unfair unfortunately uniform unit university
    unknown unusual upset upstairs urgent urgently used useful useless usual usually vacation vaccine value various
    vegetarian vehicle version very video view amazing awesome bored bus buses class collection departing depends
    economy events fancy flights food forecast games helping ideal killer located look looking match more movie
    movies museum museums pet playing premium priced proceed regular rooms search searching show sounds starting
    though tickets travel traveling cheers village virus visit visitor visual voice voicemail volume waiting wallet
    want warm warning warranty waste watch water weak weather website wedding week weekend weekly weight weird well
    whatever wheel wheelchair when whenever where whitening whole why wife window wine wire without woman women
    wonderful word work worker world worried worse worst wound wrong year yearly yellow yesterday yet yours yourself
    zero zone actually so
"""
COMMON = frozenset(_WORDS.split())
