"""The HTML report: one file that needs nothing else, made from the decided map and the finished numbers.

Every module tells a part of the page in words (`numbers`,
`details`, `ranking`, `tables`, `trends`, `chapters`, `offered`); `content` gathers them, and `assembly` puts
them into `parts/`: a template, a style sheet and a script. To add a part: write a module here with a function from the report to a frozen dataclass of
words, name it in `content.Content`, and show it in `parts/page.html`.
"""
