"""Common given names and surnames, for what only they can tell: where one name ends and the next begins.

Nobody's name needs to be here: a name that is not is taken as it was said.
"""

_GIVEN = """
    aarav aarti abdul abhishek adam aditi aditya ahmed ajay akash alan albert alex alexander ali alice amanda amar
    amit amy ana anand andrea andrew anil anita anjali anjana ankit ankita ann anna anne anthony anu anuj anup
    anushka aparna archana arjun arnav arun aruna asha ashish ashok ashwin ayesha balaji barbara ben benjamin bharat
    bhavna bob brandon brian carlos carol caroline catherine chandra charles charlotte chetan chitra chloe chris
    christina christine christopher claire daniel dave david deborah deepa deepak deepika dennis dev devika diana
    diego dilip dinesh divya donald donna edward elena elizabeth ella emily emma eric esha ethan eva farah farhan
    fatima fernando frank gaurav gautam gayatri geeta george girish gita gopal grace govind greg hannah hari harish
    harpreet harsh harsha helen hema hemant henry imran indira irfan isabella isha ishaan jack jacob jai james jane
    jason jaya jayesh jeff jennifer jessica jitendra jo joan john jon jonathan jorge jose joseph joshua juan julia
    julie jyoti kabir kajal kamal karan karen kartik karthik kate katherine kavita kavya kelly kevin kim kiran
    kishore komal krishna kumar kunal lakshmi lalit lata laura lauren leah lee leena leo lila linda lisa lokesh
    louis lucas lucy luis luke madhav madhu madhuri mahesh manish manisha manoj manpreet maria marie mark martin
    mary matt matthew maya meena meera megan megha michael michelle miguel mike mohammed mohan mohit mukesh nalini
    nancy nandini narayan naresh natasha naveen neel neeraj neha nicholas nick nicole nidhi nikhil nikita nina nisha
    nitin noah nora oliver olivia om omar pallavi pam pankaj paul peter philip pooja prabhu pradeep prakash pramod
    prasad prashant prem preeti priti priya priyanka puja rachel radha raghav rahul raj rajan rajeev rajendra rajesh
    rajiv raju rakesh ram raman ramesh rani ravi rebecca rekha renu richard rina ritu robert rohan rohit ronald rosa
    roshni ruth ryan sachin sagar sam samantha sameer samuel sandeep sandra sangeeta sanjay sara sarah sarita satish
    saurabh savita scott sean seema shanti sharon shilpa shiv shivani shreya shyam siddharth simon simran sita smita
    sneha sonal sonia sophia sridhar stephen steve steven sudha suman sunil sunita suresh surya susan sushil swati
    tanvi tanya tara tarun thomas tim tina tom uday uma umesh usha vani varun vasant venkat victor victoria vidya
    vijay vikas vikram vimal vinay vineet vinod virat vishal vivek will william yash yogesh zara zoe zoya
"""
_SURNAMES = """
    acharya adams agarwal aggarwal ahmad ahuja allen anderson arora bailey bajaj baker banerjee bansal basu batra
    bell bennett bhasin bhat bhatia bhatt bhattacharya bose brooks brown butler campbell carter chan chandran
    chatterjee chaturvedi chaudhary chauhan chawla chen cheng cho choi chopra choudhury clark collins cook cooper
    cox cruz dalal das datta davies davis desai deshmukh deshpande devi dey dhawan diaz dixit dsouza dubey dutta
    dwivedi evans fernandes flores ganguly garcia garg ghosh gill goel gomes gomez gonzalez goyal gray green grover
    gupta hall harris hegde hernandez hill howard hughes hussain iyengar iyer jackson jadhav jain jha johnson jones
    joshi kapoor kapur kaul kaur kelly khan khanna khurana king kohli krishnan kulkarni kumar kumari lal lee lewis
    li lin liu lobo long lopez mahajan malhotra malik martin martinez mathew mathur mehra mehta menon miller mishra
    misra mitchell mitra mohanty moore morgan morris mukherjee murphy murray murthy nadar naidu nair nanda narang
    narayanan nayak nelson nguyen ortiz padmanabhan pandey pandit parekh park parker patel pathak patil perez
    phillips pillai powell prabhu prasad price puri rai raman ramanathan ramirez ramos rana rao rastogi rathore
    rathi reddy reed richardson rivera roberts robinson rodriguez rogers ross roy russell sachdeva saha sahu saini
    salvi sanchez sandhu sanders sarkar sawant saxena scott sen sethi shah sharma shekhar sheikh shenoy shetty
    shinde shukla singh singhal sinha smith sood srinivasan srivastava stewart subramanian sullivan swaminathan
    tandon taylor thakur thapar thomas thompson tiwari torres tripathi trivedi turner tyagi varma venkataraman verma
    vyas wadhwa walker wang ward watson white williams wilson wong wood wright xu yadav yang young zhang
"""
GIVEN = frozenset(_GIVEN.split())
SURNAMES = frozenset(_SURNAMES.split())


def parted(name: str) -> tuple[str, ...]:
    """A name that was spelled without a break, as the given name and the surname that it is certainly made of."""
    if name in GIVEN or name in SURNAMES:
        return (name,)
    breaks = [place for place in range(2, len(name) - 1) if name[:place] in GIVEN and name[place:] in SURNAMES]
    return (name[: breaks[0]], name[breaks[0] :]) if len(breaks) == 1 else (name,)


def is_surname_first(first: str, second: str) -> bool:
    """Whether of two names the first is the surname: "Sharma, Priya"."""
    return first in SURNAMES and first not in GIVEN and second not in SURNAMES
