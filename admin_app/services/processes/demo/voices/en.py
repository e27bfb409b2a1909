"""British and Irish companies and names."""

from admin_app.services.processes.demo.voices.voice import (
    Form,
    Voice,
    cities,
    forms,
    lines,
    surname_by_ending,
    teams,
    words,
)

ENGLISH = Voice(
    language="en",
    weight=0.15,
    zones=("Europe/London",),
    male=words(
        """James Robert John Michael David William Richard Joseph Thomas Daniel Paul Sean Oliver
        George Harry Jack Charlie Oscar Henry Leo Arthur Freddie Samuel Edward Alexander Benjamin
        Ethan Callum Liam Ryan Patrick Graham Stuart Ian"""
    ),
    female=words(
        """Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Nancy Aoife
        Olivia Amelia Isla Emily Grace Charlotte Sophie Lucy Hannah Rebecca Laura Emma Chloe
        Megan Rachel Victoria Fiona Siobhan Heather Alice Ruth Zoe"""
    ),
    surnames=words(
        """Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson
        Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott
        Hill O'Brien O'Neill Green Baker Adams Nelson Carter Mitchell Roberts Turner Phillips
        Campbell Parker Evans Edwards Collins Stewart Morris Murphy Cook Rogers Morgan Cooper
        Bailey Reed Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray Hughes Price
        Sanders Ross Henderson Coleman Jenkins Perry Powell Patterson Fletcher McCarthy Gallagher
        Doyle Fitzgerald Byrne Walsh Ashworth Whitaker Pemberton Hargreaves Lancaster Holloway"""
    ),
    feminine=surname_by_ending({}),
    short_names={
        "James": "Jim",
        "Robert": "Bob",
        "Michael": "Mike",
        "David": "Dave",
        "William": "Bill",
        "Richard": "Rick",
        "Thomas": "Tom",
        "Daniel": "Dan",
        "Samuel": "Sam",
        "Edward": "Ted",
        "Jennifer": "Jen",
        "Elizabeth": "Liz",
        "Susan": "Sue",
        "Rebecca": "Becky",
    },
    teams=teams(
        """
        Accounts: Chief accountant, Accountant, Payroll clerk, Financial controller
        IT: System administrator, Developer, Head of IT, Network engineer
        Sales: Sales manager, Account executive, Head of sales
        Warehouse: Warehouse keeper, Warehouse manager, Logistics coordinator
        Management: Managing director, Office manager, Personal assistant, Receptionist
        Legal: Solicitor, Legal counsel
        People: HR adviser, HR manager
        Production: Engineer, Chief engineer, Shift supervisor
        Purchasing: Buyer, Head of purchasing
        """
    ),
    stems=words(
        """Northwind Horizon Bluebird Summit Evergreen Redwood Kingfisher Beacon Lighthouse Anchor
        Harbour Meadow Oakfield Ashdown Silverstone Greystone Foxglove Heather Bramble Thistle
        Kestrel Falcon Otter Badger Compass Meridian Vector Catalyst Keystone Cornerstone Pinnacle
        Windmill Millbrook Riverside Lakeside Westgate Eastfield Highland Lowland Cobalt Copper
        Amber Ivory Granite Slate Marble Orchard Juniper Willow Hazel Rowan"""
    ),
    trades=lines(
        """
        Services
        Construction
        Trading
        Logistics
        Engineering
        Partners
        Consulting
        Transport
        Supplies
        Industries
        Software
        Media
        Group
        Furniture
        Pharma
        Motors
        Telecom
        Foods
        """
    ),
    forms=forms(
        """
        {} Ltd; {} Limited
        {} Ltd; {} Limited
        {} Limited; {} Limited
        {} plc; {} Public Limited Company
        {} LLP; {} Limited Liability Partnership
        """
    ),
    sole_trader=Form("{} & Co", "{} & Company"),
    cities=cities(
        """
        London; Greater London; +44207#######; EC# #@@
        London; Greater London; +44208#######; SW# #@@
        Manchester; Greater Manchester; +441613######; M# #@@
        Birmingham; West Midlands; +441213######; B# #@@
        Leeds; West Yorkshire; +441132######; LS# #@@
        Bristol; Bristol; +441179######; BS# #@@
        Edinburgh; Scotland; +441313######; EH# #@@
        Glasgow; Scotland; +441413######; G# #@@
        """
    ),
    streets=lines(
        """
        High Street
        Station Road
        Church Lane
        Victoria Road
        Mill Lane
        Queens Road
        Park Avenue
        Kings Road
        Green Lane
        Oak Street
        Elm Grove
        The Crescent
        """
    ),
    address="Unit {flat}, {house} {street}, {city} {postcode}",
    mobiles=tuple(
        f"+44{code}######"
        for code in words(
            """7400 7401 7402 7411 7412 7415 7421 7425 7429 7432 7446 7462 7471 7481 7501 7502 7511
            7521 7540 7551 7564 7576 7590 7710 7711 7720 7731 7740 7750 7760 7770 7780 7790 7801
            7812 7823 7834 7845 7856 7867 7879 7880 7890 7910 7920 7930 7940 7950 7960 7970 7980"""
        )
    ),
    notes=lines(
        """
        Call after 2 pm.
        Prefers e-mail, seldom picks up the phone.
        Approves invoices; send a copy to accounts.
        Asks for paperwork on paper.
        Signs for deliveries at the warehouse.
        """
    ),
    desks=lines(
        """
        Reception
        Server monitoring
        Security desk
        Warehouse terminal
        Shared department mailbox
        """
    ),
)
